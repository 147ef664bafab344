using System.Security.Cryptography;

namespace PracticeCms.Billing.Invoices;

/// <summary>The PDF of an issued document, made once: these bytes are the document, whatever becomes of templates and logos.</summary>
[NotAudited("made from an issued document, which is audited")]
internal sealed class KeptPdf
{
    public Guid InvoiceId { get; init; }
    public Guid FileId { get; init; }
    public long Length { get; init; }
    public string Sha256 { get; init; } = "";
    public Instant MadeAt { get; init; }
}

internal sealed class KeptPdfs(BillingDb db, IFileStore files, IUnitOfWork unitOfWork, IDbErrors errors, IClock clock)
{
    public Task<bool> HasAsync(Guid invoiceId, CancellationToken ct) => db.KeptPdfs.AnyAsync(k => k.InvoiceId == invoiceId, ct);

    /// <summary>Null where none was made yet.</summary>
    public async Task<byte[]?> FindAsync(Guid invoiceId, CancellationToken ct)
    {
        if (await db.KeptPdfs.AsNoTracking().SingleOrDefaultAsync(k => k.InvoiceId == invoiceId, ct) is not { } kept)
        {
            return null;
        }

        await using var content = await files.OpenAsync(kept.FileId, ct) ?? throw new DamagedFileException("The PDF of an issued document is gone.");
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, ct);
        return HashOf(bytes.ToArray()) == kept.Sha256 ? bytes.ToArray() : throw new DamagedFileException("The PDF of an issued document is not the one that was made.");
    }

    /// <summary>Under the practice's key, because the books outlive the client's. Keeps these bytes, unless others were kept in the meantime; returns what is kept.</summary>
    public async Task<byte[]> KeepAsync(Guid invoiceId, byte[] pdf, CancellationToken ct)
    {
        using var content = new MemoryStream(pdf);
        var file = await files.SaveAsync(content, ct: ct);
        try
        {
            await unitOfWork.RunAsync(
                _ =>
                {
                    db.Add(new KeptPdf { InvoiceId = invoiceId, FileId = file.Id, Length = file.Length, Sha256 = file.Sha256, MadeAt = clock.GetCurrentInstant() });
                    return Task.CompletedTask;
                },
                ct);
            return pdf;
        }
        catch (DbUpdateException e) when (errors.IsUniqueViolation(e))
        {
            await files.DeleteAsync(file.Id, ct);
            return (await FindAsync(invoiceId, ct))!;
        }
    }

    private static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}

internal sealed record PdfWanted(Guid InvoiceId);

/// <summary>Has a document printed after it is issued, so that its bytes are those of that day. Without a browser, nothing is printed.</summary>
internal sealed class PrintLater(IOutbox outbox, IPdfRenderer pdf)
{
    public Task LaterAsync(Guid invoiceId, CancellationToken ct) =>
        pdf.IsAvailable ? outbox.EnqueueAsync(PrintIssued.OutboxKind, $"{PrintIssued.OutboxKind}:{invoiceId}", new PdfWanted(invoiceId), ct: ct) : Task.CompletedTask;
}

internal sealed class PrintIssued(PrintInvoice print) : IOutboxHandler
{
    public const string OutboxKind = "invoice-pdf";

    public string Kind => OutboxKind;

    public Task HandleAsync(OutboxMessage message, CancellationToken ct) => print.PdfAsync(message.Read<PdfWanted>().InvoiceId, ct);
}
