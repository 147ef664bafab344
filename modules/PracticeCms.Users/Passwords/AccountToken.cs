using System.Security.Cryptography;
using System.Text;

namespace PracticeCms.Users.Passwords;

internal enum TokenPurpose
{
    Invite,
    Reset,
}

/// <summary>The kept half of a link in a mail: whoever reads the table cannot make the link.</summary>
[NotAudited("the invitation and the reset are audited by name")]
internal sealed class AccountToken
{
    public Guid Id { get; set; }
    public Guid UserId { get; set; }
    public TokenPurpose Purpose { get; set; }

    /// <summary>SHA-256 of the token, in hex.</summary>
    public required string Hash { get; set; }
    public Instant ExpiresAt { get; set; }

    public static string HashOf(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

/// <summary>Issues and takes tokens. One use: taking deletes the row, so the second of two racing requests fails.</summary>
internal sealed class AccountTokens(UsersDb db, IClock clock, ITenant tenant)
{
    private static readonly Duration Fresh = Duration.FromMinutes(3);

    public static Duration Lifetime(TokenPurpose purpose) =>
        purpose == TokenPurpose.Invite ? Duration.FromDays(7) : Duration.FromMinutes(10);

    /// <summary>
    /// A fresh link in the running unit of work. An older invitation stops working. An older link to a new password works until it is
    /// over or another one was used: anybody may ask for one, and would take the owner's away.
    /// </summary>
    public async Task<IssuedLink> IssueAsync(Guid userId, TokenPurpose purpose, CancellationToken ct)
    {
        await RevokeAsync(userId, purpose, ct, onlyEnded: purpose == TokenPurpose.Reset);
        var token = Ids.Token();
        var row = new AccountToken
        {
            Id = Ids.New(),
            UserId = userId,
            Purpose = purpose,
            Hash = AccountToken.HashOf(token),
            ExpiresAt = clock.GetCurrentInstant() + Lifetime(purpose),
        };
        db.Tokens.Add(row);
        var path = purpose == TokenPurpose.Invite ? "account/invite/" : "account/reset/";
        return new IssuedLink(row.Id, new Uri(tenant.BaseUrl, path + token), row.ExpiresAt);
    }

    public Task<AccountToken?> FindAsync(string? token, TokenPurpose purpose, CancellationToken ct)
    {
        var hash = AccountToken.HashOf(token ?? "");
        var now = clock.GetCurrentInstant();
        return db.Tokens.SingleOrDefaultAsync(t => t.Hash == hash && t.Purpose == purpose && t.ExpiresAt > now, ct);
    }

    /// <summary>Whether a link was sent so lately that another one would only fill the mailbox.</summary>
    public Task<bool> IsFreshAsync(Guid userId, TokenPurpose purpose, CancellationToken ct)
    {
        var endsAfter = clock.GetCurrentInstant() + Lifetime(purpose) - Fresh;
        return db.Tokens.AnyAsync(t => t.UserId == userId && t.Purpose == purpose && t.ExpiresAt > endsAfter, ct);
    }

    /// <summary>Uses the link up, and all others of its person and kind with it.</summary>
    public Task TakeAsync(AccountToken token, CancellationToken ct) => RevokeAsync(token.UserId, token.Purpose, ct);

    private async Task RevokeAsync(Guid userId, TokenPurpose purpose, CancellationToken ct, bool onlyEnded = false)
    {
        var now = clock.GetCurrentInstant();
        db.Tokens.RemoveRange(await db.Tokens.Where(t => t.UserId == userId && t.Purpose == purpose && (!onlyEnded || t.ExpiresAt <= now)).ToListAsync(ct));
    }
}

/// <param name="Id">Stable key for the mail that carries the link.</param>
internal sealed record IssuedLink(Guid Id, Uri Url, Instant ExpiresAt);
