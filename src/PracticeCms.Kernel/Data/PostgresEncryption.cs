using Npgsql;
using PracticeCms.Kernel.Outbound;

namespace PracticeCms.Kernel.Data;

/// <summary>A connection that leaves the machine is encrypted, and the server's certificate and name are checked, unless its string says otherwise.</summary>
internal static class PostgresEncryption
{
    public static NpgsqlConnectionStringBuilder Read(string text)
    {
        var settings = new NpgsqlConnectionStringBuilder(text);
        if (LeavesTheMachine(settings) && !settings.ShouldSerialize("SSL Mode"))
        {
            settings.SslMode = SslMode.VerifyFull;
        }

        return settings;
    }

    /// <summary>What the string gives up, or null.</summary>
    public static string? Weakness(NpgsqlConnectionStringBuilder settings) => !LeavesTheMachine(settings) ? null : settings.SslMode switch
    {
        SslMode.VerifyFull => null,
        SslMode.VerifyCA => "takes any server that the certificate authority knows for its own",
        SslMode.Require => "is encrypted, but whoever answers is taken for the server",
        _ => "goes in clear wherever the server, or who answers in its place, does not encrypt",
    };

    private static bool LeavesTheMachine(NpgsqlConnectionStringBuilder settings) =>
        settings.Host is not { Length: > 0 } hosts || hosts.Split(',', StringSplitOptions.TrimEntries).Any(host => host is not ['/' or '@', ..] && !NearHost.Is(host));
}
