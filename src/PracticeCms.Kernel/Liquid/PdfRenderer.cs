using System.Globalization;
using Microsoft.Extensions.Configuration;
using PracticeCms.Liquid;

namespace PracticeCms.Kernel.Liquid;

internal sealed class PdfRenderer(PdfBrowser browser, ITenant tenant) : IPdfRenderer
{
    /// <summary>Countries that print on Letter; all others use ISO paper.</summary>
    private static readonly HashSet<string> LetterCountries = ["US", "CA", "MX", "PH", "CL", "CO", "VE", "GT", "PR", "CR", "PA", "SV", "NI", "DO"];

    public bool IsAvailable => browser.IsAvailable;

    public Task<byte[]> RenderAsync(string html, CancellationToken ct = default) => browser.PrintAsync(html, PaperOf(tenant.Culture), ct);

    public static string PaperOf(CultureInfo culture) =>
        !culture.IsNeutralCulture && culture.Name.Length > 0 && LetterCountries.Contains(new RegionInfo(culture.Name).TwoLetterISORegionName) ? "Letter" : "A4";
}

internal static class PdfServices
{
    public static IServiceCollection AddPdf(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(_ => new PdfBrowser(configuration)).AddScoped<IPdfRenderer, PdfRenderer>();
}
