using System.Text.Json.Nodes;
using PracticeCms.Users.Accounts;

namespace PracticeCms.Users.Recipes;

/// <summary>
/// The step <c>Users</c>. Makes accounts that are missing and gives missing roles; it never takes roles away and never carries
/// passwords: people choose theirs by invitation.
/// </summary>
internal sealed class UsersStep(UserManager<User> users, UsersDb db, AddUser addUser, ChangeRoles changeRoles) : NamedRecipeStepHandler("Users")
{
    public override async Task HandleAsync(RecipeExecutionContext context, CancellationToken ct)
    {
        var entries = context.Read<StepModel>()?.Users ?? [];
        for (var i = 0; i < entries.Count; i++)
        {
            await ApplyAsync(context, entries[i], $"Users[{i}]", ct);
        }
    }

    public override async Task<JsonObject?> ExportAsync(CancellationToken ct)
    {
        var roles = (await db.UserRoles.AsNoTracking().ToListAsync(ct)).ToLookup(r => r.UserId, r => r.RoleName);
        var all = await db.Users.AsNoTracking().OrderBy(u => u.NormalizedUserName).ToListAsync(ct);
        return all.Count == 0 ? null : new JsonObject
        {
            ["name"] = StepName,
            ["Users"] = new JsonArray([.. all.Select(u => Export(u, roles[u.Id]))]),
        };
    }

    private async Task ApplyAsync(RecipeExecutionContext context, UserModel entry, string where, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(entry.PasswordHash))
        {
            context.Unsupported($"{where}.PasswordHash", "Passwords do not travel in recipes; the person chooses one by invitation.");
        }

        var email = string.IsNullOrWhiteSpace(entry.Email) ? entry.UserName ?? "" : entry.Email;
        var existing = await users.FindByEmailAsync(email);
        if (existing is null)
        {
            var request = new AddUser.Request(email, entry.DisplayName, entry.RoleNames ?? [], null, entry.IsEnabled ?? true);
            Report(context, where, (await addUser.ExecuteAsync(request, ct)).Problem, $"user '{email}' added");
            return;
        }

        var held = await db.UserRoles.Where(r => r.UserId == existing.Id).Select(r => r.RoleName).ToListAsync(ct);
        var missing = (entry.RoleNames ?? []).Except(held, StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            var result = await changeRoles.ExecuteAsync(new ChangeRoles.Request(existing.Id, [.. held, .. missing]), ct);
            Report(context, where, result.Problem, $"user '{email}' got {string.Join(", ", missing)}");
        }
    }

    private static void Report(RecipeExecutionContext context, string where, Problem? problem, string change)
    {
        if (problem is null)
        {
            context.Changed(change);
            return;
        }

        context.Problem(problem.Fields.Count > 0 ? $"{where}.{(problem.Fields[0].Field == "Roles" ? "RoleNames" : problem.Fields[0].Field)}" : where, problem.Message);
    }

    private static JsonNode Export(User user, IEnumerable<string> roles) => new JsonObject
    {
        ["UserName"] = user.UserName,
        ["Email"] = user.Email,
        ["DisplayName"] = user.DisplayName,
        ["IsEnabled"] = user.IsEnabled,
        ["RoleNames"] = new JsonArray([.. roles.Order().Select(r => JsonValue.Create(r))]),
    };

    private sealed record StepModel(List<UserModel>? Users);

    private sealed record UserModel(string? UserName, string? Email, string? DisplayName, List<string>? RoleNames, bool? IsEnabled, string? PasswordHash);
}
