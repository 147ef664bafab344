using System.Collections.Frozen;

namespace PracticeCms.Kernel.Access;

/// <summary>Who acts in this scope; set by the sign-in middleware, by runners of background work, or for a stretch of code.</summary>
internal sealed class CurrentActor : ICurrentActor
{
    private FrozenSet<string> permissions = FrozenSet<string>.Empty;
    private bool allClients;
    private bool ownClients;

    public ActorKind Kind { get; private set; } = ActorKind.Anonymous;
    public Guid? UserId { get; private set; }
    public SignInSession? Session { get; private set; }
    public string DisplayName { get; private set; } = "";
    public IReadOnlyList<string> Roles { get; private set; } = [];

    /// <summary>The system and code that holds a client's own link resolve records by themselves; staff by their roles' scope.</summary>
    public bool SeesAllClients => Kind is ActorKind.System or ActorKind.Client || allClients;

    /// <summary>Records of clients that the user is responsible for, of all that their teams have.</summary>
    public bool SeesOwnOnly => IsBound && ownClients;

    /// <summary>Bound by roles, teams, walls and restrictions: staff, and programs through whoever made their key.</summary>
    public bool IsBound => Kind is ActorKind.Staff or ActorKind.Program;

    public bool Can(Permission permission) => Kind == ActorKind.System || permissions.Contains(permission.Name);

    public bool Can(string permission) => Kind == ActorKind.System || permissions.Contains(permission);

    /// <summary>A session that lacks a factor holds nothing yet.</summary>
    public void SignedIn(SignInSession session, RoleSet roles)
    {
        var user = session.User;
        Kind = ActorKind.Staff;
        Session = session;
        UserId = user.Id;
        DisplayName = user.DisplayName;
        Roles = session.Missing == MissingFactor.None ? user.Roles : [];
        permissions = roles.PermissionsOf(Roles);
        allClients = roles.Widest(Roles) == RecordScope.All;
        ownClients = roles.Widest(Roles) == RecordScope.Own;
    }

    /// <summary>The key is the actor; teams and walls are those of its maker.</summary>
    public void CalledWith(ApiKeyAccess key, RoleSet roles)
    {
        (Kind, Session, Roles) = (ActorKind.Program, null, []);
        UserId = key.MakerId;
        DisplayName = $"Key: {key.Name}";
        permissions = roles.WithImplied(key.Permissions);
        allClients = key.Scope == RecordScope.All;
        ownClients = key.Scope == RecordScope.Own;
    }

    public IDisposable ActAs(ActorKind kind, string name, Guid? userId = null)
    {
        var before = (Kind, UserId, DisplayName, Roles);
        (Kind, UserId, DisplayName, Roles) = (kind, userId, name, []);
        return new Restore(() => (Kind, UserId, DisplayName, Roles) = before);
    }

    public void ContinueAs(ICurrentActor other)
    {
        var from = (CurrentActor)other;
        (Kind, UserId, Session, DisplayName, Roles) = (from.Kind, from.UserId, from.Session, from.DisplayName, from.Roles);
        (permissions, allClients, ownClients) = (from.permissions, from.allClients, from.ownClients);
    }

    private sealed class Restore(Action restore) : IDisposable
    {
        public void Dispose() => restore();
    }
}
