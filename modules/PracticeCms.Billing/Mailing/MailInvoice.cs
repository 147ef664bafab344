using PracticeCms.Billing.Invoices;
using PracticeCms.Messaging.Contracts;
using PracticeCms.Ui;

namespace PracticeCms.Billing.Mailing;

/// <summary>Sends an issued document to its client, with the PDF where one can be made.</summary>
internal sealed class MailInvoice(InvoiceReader reader, PrintInvoice print, IMail mail, IUnitOfWork unitOfWork)
{
    public async Task<Result<string>> ExecuteAsync(Guid id, CancellationToken ct = default)
    {
        if (await reader.FindAsync(id, ct) is not { } view)
        {
            return Problem.NotFound("The invoice");
        }

        if (view.Invoice.Status != DocumentStatus.Issued)
        {
            return InvoiceProblems.NotIssued;
        }

        if (view.Client?.Email is not { Length: > 0 } address)
        {
            return Problem.Conflict("no-address", "There is no e-mail address on record.");
        }

        // Printed before the transaction begins: a browser may take its time, and a writer may not.
        var model = await print.ModelAsync(view, ct);
        model["open"] = view.Open.Format(System.Globalization.CultureInfo.InvariantCulture);
        model["client_name"] = view.Client.DisplayName;
        IReadOnlyList<MailAttachment> files;
        try
        {
            files = print.CanMakePdf && await print.PdfAsync(id, ct) is { } pdf ? [new MailAttachment($"{view.Invoice.Number}.pdf", "application/pdf", pdf)] : [];
        }
        catch (PrintFailedException e)
        {
            return Problem.External("print-failed", e.Message);
        }

        model["attached"] = files.Count > 0;
        await unitOfWork.RunAsync(
            token => mail.SendTemplateAsync("mail/invoice", $"invoice:{id}:{Ids.New()}", address, view.Client.DisplayName, model, view.Client.Id, files, group: $"invoice:{id}", ct: token),
            ct);
        return address;
    }
}

internal static class MailEndpoints
{
    public static async Task<IResult> SendAsync(Guid id, MailInvoice send, Toasts toasts, CancellationToken ct)
    {
        var result = await send.ExecuteAsync(id, ct);
        if (result.Problem is { Kind: ProblemKind.NotFound } missing)
        {
            return missing.ToHttp();
        }

        toasts.Add(result.Problem?.Message ?? $"On its way to {result.Value}");
        return Results.LocalRedirect($"~/admin/invoices/{id}");
    }
}

internal sealed class MailAction : IDocumentActionProvider
{
    public IEnumerable<DocumentAction> GetActions() =>
        [new("Send by mail", "envelope", id => $"admin/invoices/{id}/mail", Permissions.IssueInvoices, view => view.Invoice.Status == DocumentStatus.Issued)];
}
