using PracticeCms.Messaging.Contracts;
using PracticeCms.Records.Contracts;
using PracticeCms.Tasks.Contracts;

namespace PracticeCms.Compliance.Emergencies;

/// <summary>
/// Opens one record that one's role and teams do not admit: to read, for an hour, with a reason, and the privacy officers are told at once. A
/// wall is not opened, and says no more than that the record is not there. What is typed stays out of the audit, which no erasure reaches.
/// </summary>
internal sealed class OpenInEmergency(
    ComplianceDb db, IClients clients, IUnitOfWork unitOfWork, ICurrentActor actor, IClock clock, IClientAccessChanges changes, IAuditTrail audit, IUserDirectory users, IMail mail, IStaffTasks tasks,
    ITenant tenant, IVocabulary words)
{
    public const int ShortestReason = 15;

    public static IReadOnlyList<string> Categories { get; } = ["Emergency", "Standing in for a colleague", "Legal duty", "Other"];

    public sealed record Request(Guid ClientId, string? Category, string? Reason);

    public async Task<Result<EmergencyAccess>> ExecuteAsync(Request request, CancellationToken ct = default)
    {
        var reason = (request.Reason ?? "").Trim();
        var check = new Check()
            .That(Categories.Contains(request.Category), nameof(request.Category), "Choose what it is about.")
            .That(reason.Length is >= ShortestReason and <= 500, nameof(request.Reason), $"Say why in at least {ShortestReason} letters; somebody will read it.");
        if (check.Failed)
        {
            return check.ToProblem();
        }

        var userId = actor.UserId ?? Guid.Empty;
        if (!await clients.ExistsAsync(request.ClientId, ct) || await db.Set<ClientWall>().AnyAsync(w => w.ClientId == request.ClientId && w.UserId == userId, ct))
        {
            await audit.RecordNowAsync("denied", "EmergencyAccess", entityId: request.ClientId, reason: request.Category, ct: ct);
            return Problem.NotFound(words["Client"]);
        }

        if (await clients.FindAsync(request.ClientId, ct) is not null)
        {
            return Problem.Conflict("visible", $"You may see this {words["client"]} as it is. Opened in an emergency, the record could only be read.");
        }

        return await unitOfWork.RunAsync<Result<EmergencyAccess>>(
            async token =>
            {
                var start = await StartAsync(userId, token);
                var access = new EmergencyAccess
                {
                    Id = Ids.New(), ClientId = request.ClientId, UserId = userId, Category = request.Category!, Reason = reason, StartedAt = start, ExpiresAt = clock.GetCurrentInstant() + EmergencyAccess.Lasts,
                };
                db.Add(access);
                audit.Record("opened in an emergency", "Client", request.ClientId, access.Id, access.Category);
                changes.Announce();
                await TellAsync(access, token);
                return access;
            },
            ct);
    }

    /// <summary>Later than all that this person has opened, and one after the other, so that a node that knows of the latest knows of all. SQLite has one writer anyway.</summary>
    private async Task<Instant> StartAsync(Guid userId, CancellationToken ct)
    {
        if (db.Database.IsNpgsql())
        {
            var key = $"emergency:{userId:N}";
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({key}, 0))", ct);
        }

        var now = clock.GetCurrentInstant();
        var last = await db.Set<EmergencyAccess>().Where(e => e.UserId == userId).MaxAsync(e => (Instant?)e.StartedAt, ct);
        return last is { } before && before >= now ? before + Duration.FromMilliseconds(1) : now;
    }

    private async Task TellAsync(EmergencyAccess access, CancellationToken ct)
    {
        var due = tenant.Today(clock).PlusDays(3);
        var staff = await users.ListAsync(ct);
        await tasks.CreateAsync(
            new NewTask("Review an emergency access", $"{actor.DisplayName}: {access.Category}", null, null, PrivacyWatch.RoleIn(staff), due, $"emergency:{access.Id}", "admin/privacy/emergencies"), ct);
        foreach (var officer in PrivacyWatch.In(staff))
        {
            var model = new Dictionary<string, object?>
            {
                ["who"] = actor.DisplayName, ["category"] = access.Category, ["url"] = new Uri(tenant.BaseUrl, "admin/privacy/emergencies").AbsoluteUri,
            };
            await mail.SendTemplateAsync("mail/emergency", $"emergency:{access.Id}:{officer.Id}", officer.Email, officer.DisplayName, model, ct: ct);
        }
    }
}
