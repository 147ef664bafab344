using PracticeCms.Records.Fields;

namespace PracticeCms.Records.Clients;

/// <summary>Reads one identity number of one client in the clear. Each look is an event of its own.</summary>
internal sealed class RevealNumber(RecordsDb db, ISettings settings, ClientSecrets secrets, IAuditTrail audit, IVocabulary words)
{
    public sealed record Request(Guid ClientId, string? Field);

    public async Task<Result<string>> ExecuteAsync(Request request, CancellationToken ct = default)
    {
        if (await db.Clients.AsNoTracking().FirstOrDefaultAsync(c => c.Id == request.ClientId, ct) is not { } client)
        {
            return Problem.NotFound(words["Client"]);
        }

        var names = (await settings.GetAsync<CustomFields>(ct)).Of("Client").Where(f => f.Group == FieldGroup.IdentityNumbers).Select(f => f.Name).Prepend(nameof(Client.IdentityNumber));
        if (names.FirstOrDefault(n => n.Equals(request.Field, StringComparison.OrdinalIgnoreCase)) is not { } field)
        {
            return Problem.Invalid("Field", "Choose one of the numbers on this page.");
        }

        if (!db.RecordScope.Sees(FieldGroup.IdentityNumbers, client.Id))
        {
            return Problem.Forbidden("Your role shows the last digits alone.");
        }

        await audit.RecordNowAsync("revealed", "Client", client.Id, client.Id, $"{nameof(FieldGroup.IdentityNumbers)}: {field}", ct);
        await secrets.OpenAsync(client, ct);
        return field == nameof(Client.IdentityNumber) ? client.IdentityNumber : CustomValues.Read(client.Custom).GetValueOrDefault(field) ?? "";
    }

    /// <summary>Plain text that nothing keeps: where no script runs it is a page of its own, which the browser's way back leaves.</summary>
    public static async Task<IResult> AnswerAsync(Guid id, [Microsoft.AspNetCore.Mvc.FromForm] string? field, RevealNumber reveal, HttpContext http, CancellationToken ct)
    {
        var result = await reveal.ExecuteAsync(new Request(id, field), ct);
        http.Response.Headers.CacheControl = "no-store";
        return result.Problem is { } problem ? problem.ToHttp() : Results.Text(result.Value, "text/plain; charset=utf-8");
    }
}
