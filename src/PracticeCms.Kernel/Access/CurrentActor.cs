using System.Collections.Frozen;

namespace PracticeCms.Kernel.Access;

/// <summary>Who acts in this scope; set by the sign-in middleware, by runners of background work, or for a stretch of code.</summary>
internal sealed class CurrentActor : ICurrentActor
{
    private FrozenSet<string> permissions = FrozenSet<string>.Empty;
    private bool allClients;

    public ActorKind Kind { get; private set; } = ActorKind.Anonymous;
    public Guid? UserId { get; private set; }
    public string DisplayName { get; private set; } = "";
    public IReadOnlyList<string> Roles { get; private set; } = [];

    /// <summary>The system and code that holds a client's own link resolve records by themselves; staff by their roles' scope.</summary>
    public bool SeesAllClients => Kind is ActorKind.System or ActorKind.Client || allClients;

    public bool Can(Permission permission) => Kind == ActorKind.System || permissions.Contains(permission.Name);

    public bool Can(string permission) => Kind == ActorKind.System || permissions.Contains(permission);

    public void SignedIn(UserAccess user, RoleSet roles)
    {
        Kind = ActorKind.Staff;
        UserId = user.Id;
        DisplayName = user.DisplayName;
        Roles = user.Roles;
        permissions = roles.PermissionsOf(user.Roles);
        allClients = roles.SeesAll(user.Roles);
    }

    public IDisposable ActAs(ActorKind kind, string name, Guid? userId = null)
    {
        var before = (Kind, UserId, DisplayName, Roles);
        (Kind, UserId, DisplayName, Roles) = (kind, userId, name, []);
        return new Restore(() => (Kind, UserId, DisplayName, Roles) = before);
    }

    private sealed class Restore(Action restore) : IDisposable
    {
        public void Dispose() => restore();
    }
}
