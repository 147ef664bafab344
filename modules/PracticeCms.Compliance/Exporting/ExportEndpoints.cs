using Microsoft.AspNetCore.Http.Features;

namespace PracticeCms.Compliance.Exporting;

internal static class ExportEndpoints
{
    public static async Task<IResult> GetAsync(Guid id, ExportRecord export, RecordZip zip, HttpContext http, CancellationToken ct)
    {
        var read = await export.ReadAsync(id, ct);
        http.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true; // the framework's ZIP writes the last bytes of each entry so
        return read.Problem is { } problem ? problem.ToHttp() : Results.Stream(to => zip.WriteAsync(read.Value, to, ct), "application/zip", $"record-{read.Value.Client.Number}.zip");
    }
}
