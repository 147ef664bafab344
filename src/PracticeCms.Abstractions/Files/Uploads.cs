namespace PracticeCms.Files;

/// <summary>
/// Looks at a file from outside before anything keeps it: name, declared type and content must agree, bombs and active content are
/// refused, images are drawn anew, and the virus scanner is asked where there is one.
/// </summary>
public interface IUploads
{
    /// <summary>The file as it may be kept, or what is wrong with it in words for whoever chose it.</summary>
    Task<Result<AcceptedFile>> AcceptAsync(ReceivedFile file, UploadRule rule, CancellationToken ct = default);
}

/// <param name="DeclaredType">The media type that the browser names.</param>
public sealed record ReceivedFile(string FileName, string? DeclaredType, Stream Content);

/// <summary>What one form takes.</summary>
/// <param name="Field">The form's field, for messages.</param>
/// <param name="LargestLength">In bytes.</param>
/// <param name="Extensions">With the point, such as <c>.pdf</c>; known are pdf, png, jpg, jpeg, webp, docx, xlsx, txt, csv, tsv and json.</param>
public sealed record UploadRule(string Field, long LargestLength, params IReadOnlyList<string> Extensions)
{
    /// <summary>For the <c>accept</c> attribute of the file field.</summary>
    public string Accept { get; } = string.Join(',', Extensions);
}

/// <param name="FileName">Without path and without characters that no file system or header takes.</param>
/// <param name="Content">Rewound, and in memory.</param>
public sealed record AcceptedFile(string FileName, string ContentType, MemoryStream Content);

/// <summary>Asks whether a file is infected. Registered one replaces the built-in client of clamd.</summary>
public interface IAttachmentScanner
{
    /// <summary>False: files are kept without being scanned.</summary>
    bool IsConfigured { get; }

    /// <summary>Throws <see cref="ScannerUnavailableException"/> where there is no plain answer; the file is refused then.</summary>
    Task<ScanVerdict> ScanAsync(Stream content, CancellationToken ct = default);
}

/// <param name="Found">The name of what was found; null for a clean file.</param>
public sealed record ScanVerdict(string? Found)
{
    public static ScanVerdict Clean { get; } = new((string?)null);
}

public sealed class ScannerUnavailableException(string message, Exception? inner = null) : IOException(message, inner);
