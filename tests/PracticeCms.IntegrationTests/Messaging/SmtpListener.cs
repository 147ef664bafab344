using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace PracticeCms.IntegrationTests.Messaging;

/// <summary>What goes wrong with one attempt to hand over a mail.</summary>
internal enum SmtpFault
{
    None,
    HangUpBeforeDot,

    /// <summary>The mail is taken, and its sender is not told.</summary>
    HangUpAfterDot,
    RecipientLater,
    RecipientNever,
    MessageLater,
    MessageNever,
}

/// <summary>A mail in the envelope it came in.</summary>
internal sealed record TakenMail(string From, IReadOnlyList<string> To, MimeMessage Message, bool WasAnswered);

/// <summary>Speaks a mail server's side of SMTP (RFC 5321) on loopback, in clear, well or badly.</summary>
internal sealed class SmtpListener : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly ConcurrentQueue<TakenMail> taken = new();
    private readonly Func<int, SmtpFault> faults;
    private readonly Task serving;
    private int attempts;

    /// <param name="faults">Of each attempt, counted from 1 as its MAIL FROM comes.</param>
    public SmtpListener(Func<int, SmtpFault>? faults = null)
    {
        this.faults = faults ?? (static _ => SmtpFault.None);
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Of handing over a mail, also those that failed.</summary>
    public int Attempts => Volatile.Read(ref attempts);

    /// <summary>In the order in which they came whole.</summary>
    public IReadOnlyCollection<TakenMail> Taken => taken;

    /// <summary>Hangs up on everybody without a word.</summary>
    public bool IsDown { get; set; }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await serving;
        listener.Dispose();
        ended.Dispose();
    }

    private async Task ServeAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                talks.Add(TalkAsync(await listener.AcceptTcpClientAsync(ended.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }

        await Task.WhenAll(talks);
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                if (!IsDown)
                {
                    await new Talk(this, client.GetStream()).RunAsync();
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The other side has gone first, or the test is over.
            }
        }
    }

    /// <summary>One connection. An answer that is null hangs up.</summary>
    private sealed class Talk(SmtpListener server, NetworkStream stream)
    {
        private const string Done = "250 Done";

        private readonly StreamReader reader = new(stream, Encoding.Latin1);
        private readonly StreamWriter writer = new(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
        private readonly List<string> to = [];
        private string from = "";
        private SmtpFault fault;

        public async Task RunAsync()
        {
            string? answer = "220 localhost";
            while (answer is not null)
            {
                await writer.WriteLineAsync(answer);
                answer = await reader.ReadLineAsync(server.ended.Token) is { } line ? await AnswerAsync(line) : null;
            }
        }

        private async Task<string?> AnswerAsync(string line) => line.Split(' ')[0].ToUpperInvariant() switch
        {
            "EHLO" or "HELO" => "250 localhost",
            "MAIL" => Begin(Address(line)),
            "RCPT" => Accept(Address(line)),
            "DATA" => to.Count > 0 ? await TakeAsync() : "503 Say first for whom",
            "RSET" => Forget(),
            "NOOP" => Done,
            "QUIT" => "221 Bye",
            _ => "502 Not understood here",
        };

        private string Begin(string sender)
        {
            from = sender;
            fault = server.faults(Interlocked.Increment(ref server.attempts));
            return Forget();
        }

        private string Accept(string recipient)
        {
            switch (fault)
            {
                case SmtpFault.RecipientLater:
                    return "451 Mailbox is busy, try again later";
                case SmtpFault.RecipientNever:
                    return "550 No such mailbox here";
                default:
                    to.Add(recipient);
                    return Done;
            }
        }

        private string Forget()
        {
            to.Clear();
            return Done;
        }

        private async Task<string?> TakeAsync()
        {
            await writer.WriteLineAsync("354 Go on");
            var text = new StringBuilder();
            for (var line = await LineAsync(); line != "."; line = await LineAsync())
            {
                if (fault == SmtpFault.HangUpBeforeDot && line.Length == 0)
                {
                    return null;
                }

                text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            }

            switch (fault)
            {
                case SmtpFault.MessageLater:
                    return "451 Disk is full, try again later";
                case SmtpFault.MessageNever:
                    return "550 Not a mail that is taken here";
                default:
                    var message = MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(text.ToString())));
                    server.taken.Enqueue(new TakenMail(from, [.. to], message, fault != SmtpFault.HangUpAfterDot));
                    return fault == SmtpFault.HangUpAfterDot ? null : Done;
            }
        }

        private async Task<string> LineAsync() => await reader.ReadLineAsync(server.ended.Token) ?? throw new EndOfStreamException();

        private static string Address(string line) => line[(line.IndexOf('<') + 1)..line.IndexOf('>')];
    }
}
