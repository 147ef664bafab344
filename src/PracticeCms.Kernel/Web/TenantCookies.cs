using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Web;

/// <summary>Seals sign-in tickets with a key of the tenant's own: a cookie of one practice is noise in another.</summary>
internal sealed class TenantTicketFormat(IDataProtectionProvider protection, IHttpContextAccessor accessor) : ISecureDataFormat<AuthenticationTicket>
{
    public string Protect(AuthenticationTicket data) => Format().Protect(data);

    public string Protect(AuthenticationTicket data, string? purpose) => Format().Protect(data, purpose);

    public AuthenticationTicket? Unprotect(string? protectedText) => Current() is null ? null : Format().Unprotect(protectedText);

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => Current() is null ? null : Format().Unprotect(protectedText, purpose);

    private TicketDataFormat Format() =>
        new(protection.CreateProtector("PracticeCms.SignIn", Current() ?? throw new InvalidOperationException("Nobody signs in without a tenant.")));

    private string? Current() => accessor.HttpContext?.RequestServices.GetService<TenantScope>() is { HasTenant: true } scope ? scope.Shell.Definition.Name : null;
}

/// <summary>Binds antiforgery tokens to the tenant.</summary>
internal sealed class TenantAntiforgeryData : IAntiforgeryAdditionalDataProvider
{
    public string GetAdditionalData(HttpContext context) => Name(context);

    public bool ValidateAdditionalData(HttpContext context, string additionalData) => additionalData == Name(context);

    private static string Name(HttpContext context) =>
        context.RequestServices.GetRequiredService<TenantScope>() is { HasTenant: true } scope ? scope.Shell.Definition.Name : "";
}
