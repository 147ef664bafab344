namespace PracticeCms.Liquid;

/// <summary>Prints HTML through a headless browser, where one is installed.</summary>
public interface IPdfRenderer
{
    /// <summary>False where no browser was found; then offer the print view and say so.</summary>
    bool IsAvailable { get; }

    /// <summary>
    /// A4 or Letter by the practice's culture; the HTML must be complete and self-contained. What takes longer than 20 seconds throws
    /// <see cref="PrintFailedException"/>.
    /// </summary>
    Task<byte[]> RenderAsync(string html, CancellationToken ct = default);
}

/// <summary>A document that could not be printed; the message is for the person who wants it.</summary>
public sealed class PrintFailedException(string message, Exception? inner = null) : Exception(message, inner);
