using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace PracticeCms.IntegrationTests.Uploads;

/// <summary>Speaks clamd's side of INSTREAM on loopback, well or badly.</summary>
internal sealed class FakeClamd : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly Task serving;
    private readonly Func<byte[], string?> answer;
    private readonly int largest;

    /// <param name="answer">To the whole file; null closes the connection, and an empty one says nothing.</param>
    /// <param name="largest">Where it stops reading, as with StreamMaxLength.</param>
    public FakeClamd(Func<byte[], string?> answer, int largest = int.MaxValue)
    {
        (this.answer, this.largest) = (answer, largest);
        listener.Start();
        serving = ServeAsync();
    }

    public string Address => listener.LocalEndpoint.ToString()!;

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await serving;
        listener.Dispose();
        ended.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(ended.Token);
                try
                {
                    await TalkAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // The other side has gone first.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        var hello = new byte[10];
        await stream.ReadExactlyAsync(hello, ended.Token);
        Assert.Equal("zINSTREAM\0"u8.ToArray(), hello);
        using var file = new MemoryStream();
        var length = new byte[4];
        while (true)
        {
            await stream.ReadExactlyAsync(length, ended.Token);
            var chunk = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
            if (chunk.Length == 0)
            {
                break;
            }

            await stream.ReadExactlyAsync(chunk, ended.Token);
            file.Write(chunk);
            if (file.Length > largest)
            {
                await stream.WriteAsync("INSTREAM size limit exceeded. ERROR\0"u8.ToArray(), ended.Token);
                return;
            }
        }

        if (answer(file.ToArray()) is not { } said)
        {
            return;
        }

        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(said), ended.Token);
        await stream.CopyToAsync(Stream.Null, ended.Token); // until the other side goes
    }
}
