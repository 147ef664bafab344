using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PracticeCms.Files;

namespace PracticeCms.Kernel.Uploads;

/// <summary>
/// Speaks INSTREAM with clamd (clamd(8)): chunks with their length in front, an empty one at the end, and one line as the answer. Only
/// a plain <c>stream: OK</c> is clean.
/// </summary>
internal sealed class ClamdScanner(ScannerAddress address) : IAttachmentScanner
{
    private const int ChunkLength = 64 * 1024;
    private const int LongestAnswer = 1024;

    public bool IsConfigured => address.EndPoint is not null;

    public async Task<ScanVerdict> ScanAsync(Stream content, CancellationToken ct = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(address.Timeout);
        try
        {
            using var socket = Open();
            await socket.ConnectAsync(address.EndPoint!, limit.Token);
            await using var stream = new NetworkStream(socket, ownsSocket: false);
            return await AskAsync(content, stream, limit.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new ScannerUnavailableException("The scanner did not answer in time.", e);
        }
        catch (Exception e) when (e is SocketException or IOException and not ScannerUnavailableException)
        {
            throw new ScannerUnavailableException("The scanner cannot be reached or closed the connection.", e);
        }
    }

    private static async Task<ScanVerdict> AskAsync(Stream content, NetworkStream stream, CancellationToken ct)
    {
        await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), ct);
        try
        {
            await SendAsync(content, stream, ct);
        }
        catch (IOException)
        {
            // It stops listening where the file is larger than it takes, and says so.
        }

        return Verdict(await AnswerAsync(stream, ct));
    }

    private Socket Open() => address.EndPoint is UnixDomainSocketEndPoint
        ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        : new Socket(SocketType.Stream, ProtocolType.Tcp);

    private static async Task SendAsync(Stream content, NetworkStream stream, CancellationToken ct)
    {
        var buffer = new byte[4 + ChunkLength];
        int read;
        do
        {
            read = await content.ReadAtLeastAsync(buffer.AsMemory(4), ChunkLength, throwOnEndOfStream: false, ct);
            BinaryPrimitives.WriteInt32BigEndian(buffer, read);
            await stream.WriteAsync(buffer.AsMemory(0, 4 + read), ct);
        }
        while (read > 0);
    }

    internal static async Task<string> AnswerAsync(Stream stream, CancellationToken ct)
    {
        var buffer = new byte[LongestAnswer];
        var length = 0;
        while (length < buffer.Length && await stream.ReadAsync(buffer.AsMemory(length), ct) is > 0 and var read)
        {
            length += read;
            if (buffer.AsSpan(0, length).IndexOf((byte)0) is >= 0 and var end)
            {
                return Encoding.ASCII.GetString(buffer, 0, end).Trim();
            }
        }

        throw new ScannerUnavailableException("The scanner closed the connection before it had answered.");
    }

    internal static ScanVerdict Verdict(string answer) =>
        answer == "stream: OK" ? ScanVerdict.Clean
        : answer.StartsWith("stream: ", StringComparison.Ordinal) && answer.EndsWith(" FOUND", StringComparison.Ordinal) && answer.Length > "stream:  FOUND".Length ? new ScanVerdict(answer["stream: ".Length..^" FOUND".Length])
        : throw new ScannerUnavailableException(answer.Contains("size limit", StringComparison.OrdinalIgnoreCase)
            ? "The scanner takes no file of this size: raise StreamMaxLength in clamd.conf to 25M." : "The scanner's answer is not one of clamd's.");
}
