namespace PracticeCms.Workflows.Types;

/// <summary>
/// Who gives workflows something to do has the practice itself read for them. So they must see what it reads: every client, and each group of fields that a
/// workflow is given. The refusal does not say which is missing, because a wall is not to be felt.
/// </summary>
internal sealed class PublishRule(WorkflowsDb db, IFeatureServices<IWorkflowDataSource> sources)
{
    public async Task<Problem?> RefusalAsync(CancellationToken ct)
    {
        var sees = db.RecordScope is { SeesAll: true, HasWalls: false } && sources.SelectMany(s => s.Reads).All(g => db.RecordScope.Sees(g)) && !await IsKeptOutAsync(ct);
        return sees ? null : Problem.Forbidden("A workflow reads the records of every client, how to reach them, and what they book and owe. Only somebody who sees all of that imports one or switches one on.");
    }

    /// <summary>Whether some client is for a team that the actor is not on.</summary>
    private async Task<bool> IsKeptOutAsync(CancellationToken ct)
    {
        var user = db.RecordScope.UserId;
        return db.RecordScope.HasRestrictions
            && await db.Set<ClientRestriction>().AnyAsync(r => !db.Set<ClientTeamMember>().Any(m => m.ClientId == r.ClientId && m.UserId == user), ct);
    }
}
