using PracticeCms.Files;

namespace PracticeCms.Kernel.Uploads;

/// <summary>The one way in for files from outside. Few are looked at side by side, so that many at once do not fill the memory.</summary>
internal sealed class Uploads(IAttachmentScanner scanner, IAuditTrail audit, ITenant tenant, UploadPlaces places, ILogger<Uploads> logger) : IUploads
{
    private const string Infected = "infected";

    public async Task<Result<AcceptedFile>> AcceptAsync(ReceivedFile file, UploadRule rule, CancellationToken ct = default)
    {
        var result = await LookAsync(file, rule, ct);
        if (result.Problem is { Kind: ProblemKind.Invalid, Code: var code })
        {
            await audit.RecordNowAsync("denied", "Upload", reason: code == Infected ? "infected" : "of a kind that is not taken, or not what it says", ct: ct);
        }

        return result;
    }

    private async Task<Result<AcceptedFile>> LookAsync(ReceivedFile file, UploadRule rule, CancellationToken ct)
    {
        var name = CleanName(file.FileName);
        if (FileKind.Of(name, rule.Extensions) is not { } kind)
        {
            return Problem.Invalid(rule.Field, $"Files of this kind are not accepted. Accepted are {string.Join(", ", rule.Extensions.Select(e => e[1..]))}.");
        }

        var declared = (file.DeclaredType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        if (!kind.IsDeclaredAs(declared))
        {
            return Problem.Invalid(rule.Field, $"The file is called {kind.Extension} but was sent as {(declared.Length == 0 ? "nothing in particular" : Shortened(declared))}.");
        }

        using var place = await places.EnterAsync(tenant.Name, ct);
        return place is null
            ? Problem.External("busy", "Many files are being checked right now. Nothing was stored; please try again in a minute.")
            : await InspectAsync(file.Content, name, kind, rule, ct);
    }

    private async Task<Result<AcceptedFile>> InspectAsync(Stream content, string name, FileKind kind, UploadRule rule, CancellationToken ct)
    {
        var bytes = await ReadAsync(content, rule.LargestLength, ct);
        if (bytes is not { Length: > 0 })
        {
            return Problem.Invalid(rule.Field, bytes is null ? $"The file is larger than {Size(rule.LargestLength)}." : "The file is empty.");
        }

        if (!kind.Recognizes(bytes))
        {
            return Problem.Invalid(rule.Field, $"The file is called {kind.Extension} but its content is something else.");
        }

        if (await ScanAsync(bytes, rule, ct) is { } refused)
        {
            return refused;
        }

        var (kept, error) = kind.Shape switch
        {
            FileShape.Image => ImageRedraw.Draw(bytes, kind.ContentType),
            FileShape.Pdf => (bytes, PdfInspection.Fault(bytes, ct)),
            FileShape.Office => (bytes, OfficeInspection.Fault(bytes, kind.Extension)),
            _ => (bytes, null),
        };
        return error is null ? new AcceptedFile(name, kind.ContentType, new MemoryStream(kept!, writable: false)) : Problem.Invalid(rule.Field, error);
    }

    private async Task<Problem?> ScanAsync(byte[] bytes, UploadRule rule, CancellationToken ct)
    {
        if (!scanner.IsConfigured)
        {
            return null;
        }

        try
        {
            var verdict = await scanner.ScanAsync(new MemoryStream(bytes, writable: false), ct);
            return verdict.Found is null ? null : Problem.Invalid(rule.Field, "The virus scanner refused this file. Nothing was stored.") with { Code = Infected };
        }
        catch (ScannerUnavailableException e)
        {
            KernelLog.ScannerUnavailable(logger, e);
            return Problem.External("scanner", "The virus scanner does not answer, so files cannot be taken right now. Nothing was stored; please try again in a minute.");
        }
    }

    /// <summary>Null where there is more than is taken; whatever length was announced.</summary>
    private static async Task<byte[]?> ReadAsync(Stream content, long most, CancellationToken ct)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[81_920];
        int read;
        while ((read = await content.ReadAsync(buffer, ct)) > 0)
        {
            if (kept.Length + read > most)
            {
                return null;
            }

            kept.Write(buffer, 0, read);
        }

        return kept.ToArray();
    }

    // A browser may send a path; a name may hold anything. What is kept can be printed and fits a header.
    private static string CleanName(string fileName)
    {
        var name = string.Concat(fileName.Split('/', '\\')[^1].Where(IsPlain)).Trim();
        return name.Length <= 150 ? name : name.AtMost(100) + Shortened(Path.GetExtension(name));
    }

    // Format characters turn a name around: "cod.exe" reads "exe.doc".
    private static bool IsPlain(char c) =>
        !char.IsControl(c) && !"\"<>:|?*".Contains(c, StringComparison.Ordinal) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format;

    private static string Shortened(string text) => text.AtMost(40);

    private static string Size(long bytes) => bytes >= 1024 * 1024 ? $"{bytes / (1024 * 1024)} MB" : $"{bytes / 1024} KB";
}
