using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
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

/// <summary>Speaks a mail server's side of SMTP (RFC 5321) on loopback, in clear or by TLS, well or badly.</summary>
internal sealed class SmtpListener : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly ConcurrentQueue<TakenMail> taken = new();
    private readonly ConcurrentQueue<string> heard = new();
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

    /// <summary>Commands, in the order in which they came.</summary>
    public IReadOnlyCollection<string> Heard => heard;

    /// <summary>Null: it speaks in clear alone.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>By TLS from the first byte. Otherwise who asks is answered in clear, and is offered STARTTLS where there is a certificate.</summary>
    public bool IsEncrypted { get; init; }

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
            catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException)
            {
                // The other side has gone first, or the test is over.
            }
        }
    }

    /// <summary>One connection. An answer that is null hangs up.</summary>
    private sealed class Talk(SmtpListener server, NetworkStream stream)
    {
        private const string Done = "250 Done";
        private const string GoAhead = "220 Go ahead";

        private readonly NetworkStream clear = stream;
        private readonly List<string> to = [];
        private StreamReader reader = Reader(stream);
        private StreamWriter writer = Writer(stream);
        private bool isEncrypted;
        private string from = "";
        private SmtpFault fault;

        public async Task RunAsync()
        {
            if (server.IsEncrypted)
            {
                await EncryptAsync();
            }

            string? answer = "220 localhost";
            while (answer is not null)
            {
                await writer.WriteLineAsync(answer);
                if (answer == GoAhead)
                {
                    await EncryptAsync();
                }

                answer = await reader.ReadLineAsync(server.ended.Token) is { } line ? await AnswerAsync(line) : null;
            }
        }

        private async Task EncryptAsync()
        {
            var encrypted = new SslStream(clear);
            await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(server.Certificate!, null, offline: true) }, server.ended.Token);
            (reader, writer, isEncrypted) = (Reader(encrypted), Writer(encrypted), true);
        }

        private async Task<string?> AnswerAsync(string line)
        {
            server.heard.Enqueue(line);
            return line.Split(' ')[0].ToUpperInvariant() switch
            {
                "EHLO" or "HELO" => Greeting(),
                "STARTTLS" when server.Certificate is not null && !isEncrypted => GoAhead,
                "AUTH" when isEncrypted => "235 Welcome",
                "MAIL" => Begin(Address(line)),
                "RCPT" => Accept(Address(line)),
                "DATA" => to.Count > 0 ? await TakeAsync() : "503 Say first for whom",
                "RSET" => Forget(),
                "NOOP" => Done,
                "QUIT" => "221 Bye",
                _ => "502 Not understood here",
            };
        }

        private string Greeting() => server.Certificate is null ? "250 localhost" : "250-localhost\r\n250 " + (isEncrypted ? "AUTH PLAIN" : "STARTTLS");

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

        private static StreamReader Reader(Stream of) => new(of, Encoding.Latin1);

        private static StreamWriter Writer(Stream of) => new(of, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };

        private static string Address(string line) => line[(line.IndexOf('<') + 1)..line.IndexOf('>')];
    }
}
