using PracticeCms.Users.Passwords;

namespace PracticeCms.Users.Accounts;

/// <summary>Makes an account; without a password it waits for its invitation to be accepted.</summary>
internal sealed class AddUser(
    UserManager<User> users, UsersDb db, IUnitOfWork unitOfWork, IClock clock, GrantRule grants, AccountChanges changes)
{
    public sealed record Request(string Email, string? DisplayName, IReadOnlyList<string> Roles, string? Password = null, bool IsEnabled = true);

    public Task<Result<User>> ExecuteAsync(Request request, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => AddAsync(request, token), ct);

    private async Task<Result<User>> AddAsync(Request request, CancellationToken ct)
    {
        var email = (request.Email ?? "").Trim();
        var check = new Check()
            .That(EmailRule.Accepts(email), "Email", "Enter an e-mail address such as anna@example.org.")
            .That(request.Roles.Count > 0, "Roles", "Choose at least one role.");
        if (check.Failed)
        {
            return check.ToProblem();
        }

        if (await grants.CheckAsync(request.Roles, ct) is { } problem)
        {
            return problem;
        }

        var user = new User
        {
            Id = Ids.New(),
            UserName = email,
            Email = email,
            DisplayName = string.IsNullOrWhiteSpace(request.DisplayName) ? EmailRule.NameFrom(email) : request.DisplayName.Trim(),
            IsEnabled = request.IsEnabled,
            CreatedAt = clock.GetCurrentInstant(),
            SecurityStamp = Ids.Token(),
        };
        var created = request.Password is null ? await users.CreateAsync(user) : await users.CreateAsync(user, request.Password);
        if (!created.Succeeded)
        {
            return created.ToProblem();
        }

        db.UserRoles.AddRange(request.Roles.Distinct(StringComparer.Ordinal).Select(r => new UserRole { UserId = user.Id, RoleName = r }));
        changes.Tell(user.Id, request.Roles.Distinct(StringComparer.Ordinal), []);
        changes.Announce();
        return await changes.FlushAsync(user, ct);
    }
}

internal static class EmailRule
{
    public static bool Accepts(string email) =>
        EmailAddress.IsValid(email);

    /// <summary>A readable first name for somebody whom we only know by address: <c>anna.berg@</c> is Anna Berg.</summary>
    public static string NameFrom(string email) => System.Globalization.CultureInfo.InvariantCulture.TextInfo.ToTitleCase(
        email.Split('@')[0].Replace('.', ' ').Replace('_', ' ').Replace('-', ' ').Trim());
}
