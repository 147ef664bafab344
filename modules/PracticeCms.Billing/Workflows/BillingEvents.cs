using System.Text.Json.Nodes;
using PracticeCms.Billing.Contracts;
using PracticeCms.Billing.Invoices;

namespace PracticeCms.Billing.Workflows;

/// <summary>An invoice was issued; the workflow is about that invoice.</summary>
public sealed class InvoiceIssuedEvent : EventActivity
{
    public override string DisplayText => "Invoice issued";
    public override string Category => "Billing";
}

/// <summary>A payment was received; the workflow is about the invoice that it pays, where it pays one.</summary>
public sealed class PaymentReceivedEvent : EventActivity
{
    public override string DisplayText => "Payment received";
    public override string Category => "Billing";
}

/// <summary>Tells the workflows what happened in billing.</summary>
internal sealed class WorkflowTriggers(IWorkflowManager workflows) : IEventHandler<InvoiceIssued>, IEventHandler<PaymentReceived>
{
    public Task HandleAsync(InvoiceIssued domainEvent, CancellationToken ct) => workflows.TriggerEventAsync(
        nameof(InvoiceIssuedEvent),
        new JsonObject { ["InvoiceId"] = domainEvent.InvoiceId.ToString(), ["Number"] = domainEvent.Number },
        domainEvent.InvoiceId.ToString(),
        domainEvent.ClientId,
        $"{domainEvent.InvoiceId}:issued",
        ct);

    public Task HandleAsync(PaymentReceived domainEvent, CancellationToken ct) => workflows.TriggerEventAsync(
        nameof(PaymentReceivedEvent),
        new JsonObject
        {
            ["PaymentId"] = domainEvent.PaymentId.ToString(),
            ["InvoiceId"] = domainEvent.InvoiceId?.ToString(),
            ["Amount"] = new Money(domainEvent.AmountMinor, Currency.Of(domainEvent.Currency)).ToDecimalString(),
            ["Currency"] = domainEvent.Currency,
        },
        (domainEvent.InvoiceId ?? domainEvent.PaymentId).ToString(),
        domainEvent.ClientId,
        $"{domainEvent.PaymentId}:received",
        ct);
}

/// <summary>Gives expressions the invoice that the workflow is about, read fresh.</summary>
internal sealed class InvoiceData(InvoiceReader reader) : IWorkflowDataSource
{
    public IReadOnlyList<FieldGroup> Reads => [FieldGroup.Financial, FieldGroup.Demographics];

    public async Task AddAsync(WorkflowContext context, IDictionary<string, object?> model, CancellationToken ct)
    {
        if (!Guid.TryParse(context.CorrelationId, out var id) || await reader.FindAsync(id, ct) is not { } view)
        {
            return;
        }

        model["Invoice"] = new Dictionary<string, object?>
        {
            ["Id"] = id.ToString(),
            ["Number"] = view.Invoice.Number,
            ["Status"] = view.State.ToString(),
            ["IsOverdue"] = view.IsOverdue,
            ["IssueDate"] = view.Invoice.IssueDate,
            ["DueDate"] = view.Invoice.DueDate,
            ["Total"] = view.Invoice.Gross,
            ["Open"] = view.Open,
            ["Client"] = view.Client is { } client
                ? new Dictionary<string, object?> { ["Id"] = client.Id.ToString(), ["Name"] = client.DisplayName, ["Email"] = client.Email, ["Phone"] = client.Phone }
                : null,
        };
    }
}
