using System.Text.Json.Nodes;
using PracticeCms.Recipes;

namespace PracticeCms.Kernel.Recipes.Steps;

/// <summary>
/// Orchard's <c>Roles</c>: <c>{Name, Description, Permissions, PermissionBehavior: Replace | Add | Remove}</c>, with our
/// <c>Scope: All | Assigned</c>.
/// </summary>
internal sealed class RolesStep(IRoles roles) : NamedRecipeStepHandler("Roles")
{
    private enum Behavior
    {
        Replace,
        Add,
        Remove,
    }

    private sealed record Model(IReadOnlyList<RoleModel>? Roles);

    private sealed record RoleModel(string? Name, string? Description, IReadOnlyList<string>? Permissions, Behavior PermissionBehavior, RecordScope? Scope);

    public override async Task HandleAsync(RecipeExecutionContext context, CancellationToken ct)
    {
        if (context.Read<Model>() is not { Roles: { } wanted })
        {
            return;
        }

        var known = KnownPermissions(context.Services);
        var existing = (await roles.ListAsync(ct)).ToDictionary(r => r.Name, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < wanted.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(wanted[i].Name))
            {
                context.Problem($"Roles[{i}].Name", "A role has a name.");
                continue;
            }

            await SaveAsync(context, $"Roles[{i}]", wanted[i], existing.GetValueOrDefault(wanted[i].Name!), known, ct);
        }
    }

    public override async Task<JsonObject?> ExportAsync(CancellationToken ct) => new()
    {
        ["name"] = StepName,
        ["Roles"] = new JsonArray([.. (await roles.ListAsync(ct)).OrderBy(r => r.Name, StringComparer.Ordinal).Select(r => new JsonObject
        {
            ["Name"] = r.Name,
            ["Description"] = r.Description,
            ["Permissions"] = new JsonArray([.. r.Permissions.Order(StringComparer.Ordinal).Select(p => (JsonNode)p)]),
            ["PermissionBehavior"] = nameof(Behavior.Replace),
            ["Scope"] = r.Scope.ToString(),
        })]),
    };

    private async Task SaveAsync(
        RecipeExecutionContext context, string where, RoleModel wanted, RoleInfo? role, HashSet<string> known, CancellationToken ct)
    {
        var named = Permissions(context, where, wanted.Permissions ?? [], known);
        var held = role?.Permissions.ToHashSet(StringComparer.Ordinal) ?? [];
        var next = wanted.PermissionBehavior switch
        {
            Behavior.Add => held.Union(named),
            Behavior.Remove => held.Except(named),
            _ => wanted.Permissions is null ? held : named,
        };
        var permissions = next.ToHashSet(StringComparer.Ordinal);
        var saved = new RoleInfo(
            role?.Name ?? wanted.Name!, wanted.Description ?? role?.Description ?? "", [.. permissions.Order(StringComparer.Ordinal)],
            wanted.Scope ?? role?.Scope ?? RecordScope.All);
        if (role is not null && permissions.SetEquals(held) && saved.Description == role.Description && saved.Scope == role.Scope)
        {
            return;
        }

        if ((await roles.SaveAsync(saved, ct)).Problem is { } problem)
        {
            context.Problem(where, problem.Message);
            return;
        }

        context.Changed(role is null ? $"role '{saved.Name}' added" : $"role '{saved.Name}' changed");
    }

    private static HashSet<string> Permissions(RecipeExecutionContext context, string where, IReadOnlyList<string> names, HashSet<string> known)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            var name = OrchardNames.Permission(names[i]);
            if (known.Contains(name))
            {
                found.Add(name);
            }
            else
            {
                context.Problem($"{where}.Permissions[{i}]", $"{RecipeWords.Unknown} permission '{names[i]}': no enabled feature declares it.");
            }
        }

        return found;
    }

    // Asked for at each step: the step before may have enabled features.
    private static HashSet<string> KnownPermissions(IServiceProvider services) =>
        services.GetRequiredService<IFeatureServices<IPermissionProvider>>().SelectMany(p => p.GetPermissions()).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
}
