using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PracticeCms.Users.Accounts;

/// <summary>Names as they are looked up. Anybody may type anything at the sign-in: what is no character, or none to a database, is a mark here.</summary>
internal sealed class LookupNames : ILookupNormalizer
{
    [return: NotNullIfNotNull(nameof(name))]
    public string? NormalizeName(string? name) => name?.Replace('\0', '\uFFFD').InForm(NormalizationForm.FormC).ToUpperInvariant();

    [return: NotNullIfNotNull(nameof(email))]
    public string? NormalizeEmail(string? email) => NormalizeName(email);
}
