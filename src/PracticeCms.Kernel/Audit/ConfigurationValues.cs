using System.Globalization;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace PracticeCms.Kernel.Audit;

/// <summary>What a row of the practice's configuration was and is, in words: nobody's record, so the audit may hold it.</summary>
internal static class ConfigurationValues
{
    private const int LongestValue = 200;
    private const int Longest = 2_000;

    public static string? Of(EntityEntry entry)
    {
        if (!entry.Metadata.ClrType.IsDefined(typeof(AuditValuesAttribute), inherit: false))
        {
            return null;
        }

        // A row without an id of its own is told by its name.
        var name = entry.Properties.Where(p => p.Metadata.IsPrimaryKey() && p.Metadata.ClrType == typeof(string)).Select(p => $"{p.CurrentValue}: ");
        var values = entry.Properties
            .Where(p => !p.Metadata.IsPrimaryKey() && p.Metadata.Name != nameof(IVersioned.Version) && (entry.State != EntityState.Modified || p.IsModified))
            .Select(p => Text(p, entry.State));
        var text = string.Concat(name) + string.Join("; ", values);
        return text.Length == 0 ? null : Short(text, Longest);
    }

    private static string Text(PropertyEntry property, EntityState state) => property.Metadata.Name + (property.Metadata.Name.EndsWith("Sealed", StringComparison.Ordinal) ? "" : state switch
    {
        EntityState.Added => $": {Of(property.CurrentValue)}",
        EntityState.Deleted => $": {Of(property.OriginalValue)}",
        _ => $": {Of(property.OriginalValue)} -> {Of(property.CurrentValue)}",
    });

    private static string Of(object? value) => value switch
    {
        null or "" => "nothing",
        LocalDate date => NodaTime.Text.LocalDatePattern.Iso.Format(date),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => Short(value.ToString() ?? "", LongestValue),
    };

    private static string Short(string text, int longest) => text.Length > longest ? text[..longest] + "..." : text;
}
