using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using PracticeCms.Records.Import;
using PracticeCms.Ui;

namespace PracticeCms.Records.Clients;

internal static class ClientEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/clients/{id:guid}/archive", Archive).RequirePermission(Permissions.ManageClients);
        routes.MapPost("/admin/clients/{id:guid}/restore", Restore).RequirePermission(Permissions.ManageClients);
        routes.MapPost("/admin/clients/{id:guid}/reveal", RevealNumber.AnswerAsync).RequirePermission(Permissions.RevealIdentityNumbers).LimitRate(RateClass.Export).WithSummary("One identity number in the clear");
        routes.MapGet("/admin/clients/export.csv", Export).RequirePermission(Permissions.ExportClients).LimitRate(RateClass.Export).RequireFreshFactor();
        routes.MapGet("/api/v1/clients", List).RequirePermission(Permissions.ViewClients).LimitRate(RateClass.Search).WithSummary("Clients by name, fifty at a time");
    }

    private static async Task<IResult> Archive(Guid id, ChangeClientStatus change, Toasts toasts, IVocabulary words, CancellationToken ct)
    {
        if (await change.ExecuteAsync(id, ClientStatus.Archived, ct) is { Problem: { } problem })
        {
            return problem.ToHttp();
        }

        toasts.Add($"{words["Client"]} archived", $"admin/clients/{id}/restore");
        return Results.LocalRedirect("~/admin/clients");
    }

    private static async Task<IResult> Restore(Guid id, ChangeClientStatus change, Toasts toasts, IVocabulary words, CancellationToken ct)
    {
        if (await change.ExecuteAsync(id, ClientStatus.Active, ct) is { Problem: { } problem })
        {
            return problem.ToHttp();
        }

        toasts.Add($"{words["Client"]} is active again");
        return Results.LocalRedirect($"~/admin/clients/{id}");
    }

    private static async Task<IResult> List(ListClients list, CancellationToken ct, string? q = null, int page = 1)
    {
        var result = await list.ExecuteAsync(new ClientFilter(q, null, null, null, null, Math.Clamp(page, 1, 100_000)), ct);
        var items = result.Rows.Select(c => new ClientItem(c.Id, c.Number, c.DisplayName, c.Email, c.Phone, c.BirthDate, c.City, c.Tags, c.Status, c.CreatedAt, c.UpdatedAt));
        return Results.Json(new ClientItems([.. items], page, ClientFilter.PageSize, result.Total), DurableJson.Options);
    }

    /// <summary>What the list shows, all pages of it. The audit trail names the export besides the list views.</summary>
    private static async Task<IResult> Export([AsParameters] ExportQuery query, ListClients list, SeenFields seen, IAuditTrail audit, IVocabulary words, CancellationToken ct)
    {
        await audit.RecordNowAsync("exported", "Client", ct: ct);
        var filter = new ClientFilter(query.Q, query.Status, query.Tag, query.Kind, query.Sort, 1);
        var text = new System.Text.StringBuilder();
        var columns = Columns(seen);
        text.AppendLine(CsvText.Write([.. columns.Select(c => c.Title)]));
        await foreach (var c in list.AllAsync(filter, ct))
        {
            text.AppendLine(CsvText.Write([.. columns.Select(column => column.Text(c))]));
        }

        return Results.File(new System.Text.UTF8Encoding(true).GetBytes(text.ToString()), "text/csv; charset=utf-8", $"{words.LowerPlural("Client")}.csv");
    }

    private static List<(string Title, Func<ClientRow, string?> Text)> Columns(SeenFields seen) =>
    [
        ("Number", c => c.Number), ("Name", c => c.DisplayName),
        .. seen.Sees(FieldGroup.Demographics) ? ((string, Func<ClientRow, string?>)[])[("E-mail", c => c.Email), ("Phone", c => c.Phone)] : [],
        .. seen.Sees(FieldGroup.BirthDate) ? ((string, Func<ClientRow, string?>)[])[("Birth date", c => c.BirthDate is { } date ? NodaTime.Text.LocalDatePattern.Iso.Format(date) : "")] : [],
        .. seen.Sees(FieldGroup.Demographics) ? ((string, Func<ClientRow, string?>)[])[("City", c => c.City)] : [],
        ("Tags", c => string.Join(", ", c.Tags)), ("Status", c => c.Status), ("Created", c => Utc(c.CreatedAt)), ("Changed", c => Utc(c.UpdatedAt)),
    ];

    private static string Utc(Instant instant) => NodaTime.Text.InstantPattern.General.Format(instant);

    private sealed record ExportQuery(
        [FromQuery(Name = "q")] string? Q, [FromQuery(Name = "status")] string? Status, [FromQuery(Name = "tag")] string? Tag, [FromQuery(Name = "kind")] string? Kind, [FromQuery(Name = "sort")] string? Sort);
}

/// <summary>What leaves through the interface: these properties and no other, and of them only what the role sees.</summary>
internal sealed record ClientItem(
    Guid Id, string Number, string DisplayName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Email,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Phone,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LocalDate? BirthDate,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? City,
    IReadOnlyList<string> Tags, string Status, Instant CreatedAt, Instant UpdatedAt);

internal sealed record ClientItems(IReadOnlyList<ClientItem> Items, int Page, int PageSize, int Total);
