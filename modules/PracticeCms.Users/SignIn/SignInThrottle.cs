using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace PracticeCms.Users.SignIn;

/// <summary>
/// Slows guessing down without handing out a way to lock people out. Three buckets count attempts: one account from one address,
/// one address, and one account from everywhere. The last one lets addresses pass from which that account signed in before.
/// A right answer gives its attempt back. All nodes of a practice count in one table, which a restart does not empty.
/// </summary>
internal sealed class SignInThrottle(UsersDb db, IUnitOfWork unitOfWork, IClock clock)
{
    private static readonly Limit Pair = new(10, Duration.FromMinutes(1));
    private static readonly Limit Address = new(50, Duration.FromSeconds(10));
    private static readonly Limit Account = new(100, Duration.FromMinutes(1));
    private static readonly Limit Told = new(1, Duration.FromMinutes(1));
    private static readonly Limit ToldOfAll = new(60, Duration.FromSeconds(1));
    private static readonly Duration KnownFor = Duration.FromDays(30);

    private long Now => clock.GetCurrentInstant().ToUnixTimeMilliseconds();

    /// <summary>Takes an attempt; false where there is none left, which takes none.</summary>
    public async Task<bool> TryEnterAsync(string account, string address, CancellationToken ct)
    {
        var keys = new Keys(account, address);
        var entered = await unitOfWork.RunAsync(
            async token => await TakeAsync(keys.Pair, Pair, token) && await TakeAsync(keys.Address, Address, token)
                && (await TakeAsync(keys.Everywhere, Account, token) || await IsKnownAsync(keys, token)) ? Result.Ok : CheckSignIn.TooMany,
            ct);
        return entered.Succeeded;
    }

    /// <summary>Whether a refusal is to be an event: one a minute of each address, and few of all, so that guessing fills no log.</summary>
    public async Task<bool> IsWorthAnEventAsync(string address, CancellationToken ct)
    {
        var told = await unitOfWork.RunAsync(
            async token => await TakeAsync(new Keys("", address).Told, Told, token) && await TakeAsync("told", ToldOfAll, token) ? Result.Ok : CheckSignIn.TooMany, ct);
        return told.Succeeded;
    }

    public Task SucceededAsync(string account, string address, CancellationToken ct)
    {
        var keys = new Keys(account, address);
        return unitOfWork.RunAsync(
            async token =>
            {
                await db.SignInCounts.Where(c => c.Key == keys.Pair).ExecuteDeleteAsync(token);
                await GiveBackAsync(keys.Address, Address, token);
                await GiveBackAsync(keys.Everywhere, Account, token);
                var until = Now + (long)KnownFor.TotalMilliseconds;
                await db.Database.ExecuteSqlAsync(
                    $"""INSERT INTO users_sign_in_count ("key", counts_until) VALUES ({keys.Known}, {until}) ON CONFLICT ("key") DO UPDATE SET counts_until = excluded.counts_until""", token);
            },
            ct);
    }

    /// <summary>A bucket is full again at an instant, which each attempt puts off: an attempt goes in while that is no further away than the bucket is deep.</summary>
    private async Task<bool> TakeAsync(string key, Limit limit, CancellationToken ct)
    {
        var (now, one) = (Now, limit.Milliseconds);
        var latest = now + ((limit.Capacity - 1) * one);
        return await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO users_sign_in_count ("key", counts_until) VALUES ({key}, {now + one})
            ON CONFLICT ("key") DO UPDATE SET counts_until = CASE WHEN users_sign_in_count.counts_until > {now} THEN users_sign_in_count.counts_until ELSE {now} END + {one}
            WHERE users_sign_in_count.counts_until <= {latest}
            """,
            ct) == 1;
    }

    private Task GiveBackAsync(string key, Limit limit, CancellationToken ct) =>
        db.SignInCounts.Where(c => c.Key == key).ExecuteUpdateAsync(s => s.SetProperty(c => c.CountsUntil, c => c.CountsUntil - limit.Milliseconds), ct);

    private Task<bool> IsKnownAsync(Keys keys, CancellationToken ct)
    {
        var now = Now;
        return db.SignInCounts.AnyAsync(c => c.Key == keys.Known && c.CountsUntil > now, ct);
    }

    /// <param name="Refill">After which one more goes in.</param>
    private sealed record Limit(int Capacity, Duration Refill)
    {
        public long Milliseconds => (long)Refill.TotalMilliseconds;
    }

    // What is kept has the same length whatever somebody types, and names nobody.
    private sealed record Keys(string Account, string Where)
    {
        private string From { get; } = IPAddress.TryParse(Where, out var address) ? Household.Of(address) : Where;
        public string Pair => Hash($"pair|{From}|{Account}");
        public string Address => Hash($"address|{From}");
        public string Told => Hash($"told|{From}");
        public string Everywhere => Hash($"account|{Account}");
        public string Known => Hash($"known|{From}|{Account}");

        private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}

/// <summary>What of attempts to sign in still counts: a bucket until it is full again, an address from which an account signed in until it is forgotten.</summary>
[NotAudited("attempts and refusals are events of their own")]
internal sealed class SignInCount
{
    public string Key { get; set; } = "";

    /// <summary>Unix milliseconds.</summary>
    public long CountsUntil { get; set; }
}
