using System.Globalization;
using System.Net;
using PracticeCms.Users.Accounts;

namespace PracticeCms.Users.ApiKeys;

/// <summary>Makes a key for a program, with no more than whoever makes it holds.</summary>
internal sealed class MakeKey(UsersDb db, IUnitOfWork unitOfWork, ICurrentActor actor, GrantRule grants, IAuditTrail audit, IClock clock)
{
    public sealed record Request(string? Name, IReadOnlyList<string> Permissions, string? Scope, string? Days, string? Networks);

    /// <param name="Value">To be shown once.</param>
    public sealed record Made(Guid Id, string Value);

    public Task<Result<Made>> ExecuteAsync(Request request, CancellationToken ct = default) => unitOfWork.RunAsync<Result<Made>>(
        _ =>
        {
            var (name, networks) = ((request.Name ?? "").Trim(), ApiKey.Split(request.Networks ?? ""));
            var days = int.TryParse(request.Days, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
            var scope = Enum.TryParse<RecordScope>(request.Scope, out var chosen) ? chosen : RecordScope.Own;
            var check = new Check()
                .That(name.Length is > 0 and <= 60, nameof(request.Name), "Name the program in up to 60 letters.")
                .That(request.Permissions.Count > 0, nameof(request.Permissions), "Choose at least one right.")
                .That(days is >= 1 and <= ApiKey.LongestDays, nameof(request.Days), "A key is valid for 1 to 366 days.")
                .That(networks.Count <= 20 && networks.All(n => IPNetwork.TryParse(n, out IPNetwork _)), nameof(request.Networks), "Write networks such as 192.0.2.0/24 or 2001:db8::/32, separated by commas.");
            if (check.Failed)
            {
                return Task.FromResult<Result<Made>>(check.ToProblem());
            }

            if (Refusal(request.Permissions, scope) is { } refused)
            {
                return Task.FromResult<Result<Made>>(refused);
            }

            var now = clock.GetCurrentInstant();
            return Task.FromResult<Result<Made>>(Add(name, string.Join(',', request.Permissions.Order(StringComparer.Ordinal)), scope, string.Join(", ", networks), now, now + Duration.FromDays(days)));
        },
        ct);

    /// <summary>Who makes a key, or makes it anew, holds everything that it gives.</summary>
    public Problem? Refusal(IEnumerable<string> permissions, RecordScope scope) =>
        actor.UserId is null ? Problem.Forbidden("A key is made by a member of staff, who answers for it.")
            : grants.Beyond(permissions) is { } beyond ? Problem.Forbidden($"You do not hold {beyond} yourself, so a key of yours cannot.")
            : scope < grants.OwnScope ? Problem.Forbidden("A key cannot see more records than you do yourself.")
            : null;

    public Made Add(string name, string permissions, RecordScope scope, string networks, Instant now, Instant expiresAt)
    {
        var text = KeyText.Draw();
        var key = new ApiKey
        {
            Id = Ids.New(), Name = name, Prefix = text.Prefix, Hash = ApiKey.HashOf(text.Value), MakerId = actor.UserId!.Value, Permissions = permissions, Scope = scope, Networks = networks, CreatedAt = now,
            ExpiresAt = expiresAt,
        };
        db.ApiKeys.Add(key);
        audit.Record("made", "ApiKey", entityId: key.Id, reason: $"{name} (pk_{text.Prefix}): [{permissions.Replace(',', ' ')}] {scope} until {expiresAt}");
        return new Made(key.Id, text.Value);
    }
}
