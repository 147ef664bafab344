using System.Globalization;
using System.Text;
using PracticeCms.Billing.Charges;
using PracticeCms.Ui;

namespace PracticeCms.Billing.Invoices;

internal static class InvoiceEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/appointments/{id:guid}/invoice", InvoiceVisitAsync).RequirePermission(Permissions.ManageInvoices).WithSummary("Invoice a visit; again gives the same invoice");
        routes.MapPost("/admin/invoices/{id:guid}/discard", DiscardAsync).RequirePermission(Permissions.ManageInvoices);
        routes.MapGet("/admin/invoices/{id:guid}/print", PrintAsync).RequirePermission(Permissions.ViewInvoices);
        routes.MapGet("/admin/invoices/{id:guid}/invoice.pdf", PdfAsync).RequirePermission(Permissions.ViewInvoices).LimitRate(RateClass.Export);
        routes.MapGet("/admin/invoices/export.csv", ExportAsync).RequirePermission(Permissions.ViewInvoices).LimitRate(RateClass.Export).RequireFreshFactor();
    }

    /// <summary>A printed document carries its own styles and may run nothing.</summary>
    public static IResult Page(HttpContext http, string html)
    {
        http.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src {OwnStyles.Of(html)}; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";
        return Results.Content(html, "text/html; charset=utf-8");
    }

    private static async Task<IResult> InvoiceVisitAsync(Guid id, InvoiceVisit invoice, CancellationToken ct)
    {
        var result = await invoice.ExecuteAsync(id, ct);
        return result.Succeeded ? Results.LocalRedirect($"~/admin/invoices/{result.Value}") : result.Problem!.ToHttp();
    }

    private static async Task<IResult> DiscardAsync(Guid id, DiscardDraft discard, Toasts toasts, CancellationToken ct)
    {
        if ((await discard.ExecuteAsync(id, ct)).Problem is { } problem)
        {
            return problem.ToHttp();
        }

        toasts.Add("Draft discarded; its work waits to be billed again");
        return Results.LocalRedirect("~/admin/invoices");
    }

    private static async Task<IResult> PrintAsync(Guid id, PrintInvoice print, HttpContext http, CancellationToken ct) =>
        await print.HtmlAsync(id, ct) is { } html ? Page(http, html) : Problem.NotFound("The invoice").ToHttp();

    private static async Task<IResult> PdfAsync(Guid id, PrintInvoice print, KeptPdfs kept, InvoiceReader reader, CancellationToken ct)
    {
        if (!print.CanMakePdf && !await kept.HasAsync(id, ct))
        {
            return Problem.External("no-browser", "PDF files need a browser on the server, and none was found. Use the print view and print to a file instead.").ToHttp();
        }

        try
        {
            return await reader.FindAsync(id, ct) is { } view && await print.PdfAsync(id, ct) is { } pdf
                ? Results.File(pdf, "application/pdf", $"{view.Invoice.Number ?? "draft"}.pdf")
                : Problem.NotFound("The invoice").ToHttp();
        }
        catch (PrintFailedException e)
        {
            return Problem.External("print-failed", e.Message).ToHttp();
        }
    }

    private static async Task<IResult> ExportAsync(string? q, string? state, Guid? client, string? sort, InvoiceList list, IAuditTrail audit, IUnitOfWork unitOfWork, CancellationToken ct)
    {
        var found = await list.SearchAsync(new InvoiceList.Query(q, state, client, sort, 1, 100_000), ct);
        await unitOfWork.RunAsync(
            _ =>
            {
                audit.Record("exported", nameof(Invoice), client, reason: $"{found.Rows.Count} rows as CSV");
                return Task.CompletedTask;
            },
            ct);
        var csv = new StringBuilder("number,kind,client,date,due,total,open,currency,state\r\n");
        foreach (var row in found.Rows)
        {
            csv.AppendJoin(',', Cell(row.Number), row.Kind, Cell(row.ClientName), Iso(row.IssueDate), Iso(row.DueDate), row.Gross.ToDecimalString(), row.Open.ToDecimalString(), row.Gross.Currency, row.State).Append("\r\n");
        }

        return Results.File(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(csv.ToString())).ToArray(), "text/csv; charset=utf-8", "invoices.csv");
    }

    private static string Iso(LocalDate? date) => date?.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture) ?? "";

    // A text that begins like a formula would be run by a spreadsheet.
    private static string Cell(string? text)
    {
        var safe = text is { Length: > 0 } && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text ?? "";
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"")}\"";
    }
}
