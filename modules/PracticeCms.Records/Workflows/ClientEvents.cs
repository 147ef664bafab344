using System.Text.Json.Nodes;
using PracticeCms.Records.Clients;
using PracticeCms.Records.Contracts;
using PracticeCms.Records.Fields;

namespace PracticeCms.Records.Workflows;

/// <summary>Starts workflows when a client is added by staff or by a booking; an import starts none.</summary>
public sealed class ClientCreatedEvent : EventActivity
{
    public override string DisplayText => "Client added";
    public override string Category => "Clients";
    public override string Sentence => "When a client is added";
}

internal sealed class TriggerClientCreated(IWorkflowManager workflows) : IEventHandler<ClientCreated>
{
    public Task HandleAsync(ClientCreated domainEvent, CancellationToken ct) =>
        workflows.TriggerEventAsync(
            nameof(ClientCreatedEvent),
            new JsonObject { ["ClientId"] = domainEvent.ClientId.ToString() },
            $"client:{domainEvent.ClientId}",
            domainEvent.ClientId,
            $"{domainEvent.ClientId}:created",
            ct);
}

/// <summary>
/// Gives expressions the client that a workflow is about, read fresh, as <c>Client</c>. It has none of the fields that only some roles see: a workflow mails
/// what it is given to whom it is told, whoever wrote it.
/// </summary>
internal sealed class ClientWorkflowData(RecordsDb db, ClientSecrets secrets, ISettings settings) : IWorkflowDataSource
{
    public IReadOnlyList<FieldGroup> Reads => [FieldGroup.Demographics];

    public async Task AddAsync(WorkflowContext context, IDictionary<string, object?> model, CancellationToken ct)
    {
        if (context.ClientId is not { } id || await db.Clients.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct) is not { } client)
        {
            return;
        }

        await secrets.OpenAsync(client, ct);
        var open = (await settings.GetAsync<CustomFields>(ct)).Of("Client").Where(f => f.Group == FieldGroup.Demographics).Select(f => f.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        model["Client"] = new Dictionary<string, object?>
        {
            ["Id"] = client.Id.ToString(),
            ["Number"] = client.Number,
            ["Name"] = client.DisplayName,
            ["GivenName"] = client.PreferredName.Length > 0 ? client.PreferredName : client.GivenName,
            ["FamilyName"] = client.FamilyName,
            ["OrganizationName"] = client.OrganizationName,
            ["Email"] = client.Email ?? "",
            ["Phone"] = client.Phone ?? "",
            ["Status"] = client.Status.ToString(),
            ["Tags"] = Client.SplitTags(client.Tags),
            ["Custom"] = CustomValues.Read(client.Custom).Where(v => open.Contains(v.Key)).ToDictionary(v => v.Key, v => (object?)v.Value),
        };
    }
}
