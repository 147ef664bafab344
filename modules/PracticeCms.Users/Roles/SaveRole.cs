using PracticeCms.Users.Accounts;

namespace PracticeCms.Users.Roles;

/// <summary>Creates or changes a role, within what the actor may do.</summary>
internal sealed class SaveRole(IRoles roles, IUnitOfWork unitOfWork, GrantRule grants, ICurrentActor actor)
{
    private static readonly string[] OwnersKeep = ["ManageRoles", "ManageUsers", "AccessAdminPortal"];

    /// <param name="IsNew">Then the name must be free.</param>
    public sealed record Request(bool IsNew, string? Name, string? Description, IReadOnlyList<string> Permissions, RecordScope Scope, string? Stamp = null);

    public Task<Result> ExecuteAsync(Request request, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => SaveAsync(request, token), ct);

    private async Task<Result> SaveAsync(Request request, CancellationToken ct)
    {
        var name = (request.Name ?? "").Trim();
        var before = (await roles.ListAsync(ct)).FirstOrDefault(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase));
        var check = new Check()
            .That(IsName(name), "Name", "Use 2 to 40 letters, digits, spaces or hyphens.")
            .That(!request.IsNew || before is null, "Name", "There is a role with this name already.")
            .That(request.IsNew || before is not null, "Name", "There is no role with this name.");
        if (check.Failed)
        {
            return check.ToProblem();
        }

        if ((before is null ? null : Stamp.Check(request.Stamp, before)) is { } stale)
        {
            return stale;
        }

        if (Refusal(request, before) is { } problem)
        {
            return problem;
        }

        var role = new RoleInfo(before?.Name ?? name, (request.Description ?? "").Trim(), request.Permissions, request.Scope);
        return await roles.SaveAsync(role, ct);
    }

    private Problem? Refusal(Request request, RoleInfo? before)
    {
        var held = before?.Permissions ?? [];
        var touched = request.Permissions.Except(held, StringComparer.Ordinal).Concat(held.Except(request.Permissions, StringComparer.Ordinal));
        if (grants.Beyond(touched) is { } beyond)
        {
            return Problem.Forbidden($"You do not hold {beyond} yourself, so you cannot give it or take it away.");
        }

        if (actor.Kind != ActorKind.System && request.Scope < grants.OwnScope && before?.Scope != request.Scope)
        {
            return Problem.Forbidden("A role cannot see more records than you do yourself.");
        }

        return before?.Name == StockRoles.Owner && OwnersKeep.Intersect(held).Except(request.Permissions).Any()
            ? Problem.Conflict("owner-role", "Owners keep the right to manage users and roles; otherwise nobody could.")
            : null;
    }

    private static bool IsName(string name) =>
        name.Length is >= 2 and <= 40 && char.IsLetter(name[0]) && name.All(c => char.IsLetterOrDigit(c) || c is ' ' or '-');
}

/// <summary>Deletes a role that nobody holds and that is not part of the product.</summary>
internal sealed class DeleteRole(IRoles roles, UsersDb db, IUnitOfWork unitOfWork, GrantRule grants)
{
    public Task<Result> ExecuteAsync(string name, CancellationToken ct = default) => unitOfWork.RunAsync(
        async token =>
        {
            if (StockRoles.All.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return Problem.Conflict("stock-role", "This role is part of the product and stays.");
            }

            var holders = await db.UserRoles.CountAsync(r => r.RoleName == name, token);
            if (holders > 0)
            {
                return Problem.Conflict("role-in-use", holders == 1 ? "One person holds this role." : $"{holders} people hold this role.");
            }

            return await grants.CheckAsync([name], token) is { } problem ? problem : await roles.DeleteAsync(name, token);
        },
        ct);
}
