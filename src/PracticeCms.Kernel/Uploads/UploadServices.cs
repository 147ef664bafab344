using Microsoft.Extensions.Configuration;
using PracticeCms.Files;

namespace PracticeCms.Kernel.Uploads;

internal static class UploadServices
{
    public static IServiceCollection AddUploads(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(_ => ScannerAddress.From(configuration))
        .AddSingleton<IAttachmentScanner, ClamdScanner>().AddSingleton<ScannerCheck>().AddSingleton(_ => new UploadPlaces()).AddScoped<IUploads, Uploads>();
}
