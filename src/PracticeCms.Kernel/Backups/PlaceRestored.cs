using Microsoft.Data.Sqlite;
using PracticeCms.Backups;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary>
/// Moves a practice that was put together to its place, and starts it there; when it does not start, what was before is put back. It is suspended until it has
/// forgotten, ended and paused what it must and a person has looked who can sign in (<see cref="ReleasePractice"/>), so that no host takes up its work before.
/// </summary>
internal sealed class PlaceRestored(DataFolder data, TenantRegistry registry, TenantScopes scopes)
{
    public async Task<Result<RestoreBackup.Restored>> ExecuteAsync(RestoreBackup.Request request, RestorePlan plan, BackupManifest manifest, RestoreStage stage, IDatabaseTarget database, CancellationToken ct)
    {
        var (name, state) = (plan.Tenant.Name, plan.Tenant.State);
        var aside = plan.Replaces is null ? null : PutAside(name);
        try
        {
            Directory.CreateDirectory(Path.Combine(data.Path, "Tenants"));
            File.Delete(Path.Combine(stage.Tenant, "tenant.json")); // the one of the backup's day, which runs
            File.Delete(Path.Combine(stage.Tenant, ReleasePractice.Mark));
            Directory.Move(stage.Tenant, data.Tenant(name));
            var shell = registry.Add(plan.Tenant);
            Save(shell, TenantState.Suspended);
            request.Progress("Starting the practice");
            var accounts = state is TenantState.Running or TenantState.Suspended ? await StartAsync(request, name, manifest, ct) : [];
            if (state == TenantState.Running && !request.IsDrill)
            {
                await File.WriteAllTextAsync(Path.Combine(data.Tenant(name), ReleasePractice.Mark), "", ct);
            }
            else
            {
                Save(shell, state);
            }

            database.Keep();
            return new RestoreBackup.Restored(manifest, name, plan.Tenant.Prefix, aside, accounts);
        }
        catch (Exception e)
        {
            PutBack(plan, aside);
            if (e is OperationCanceledException)
            {
                throw;
            }

            return Problem.External("restore-failed", $"The restored practice did not start: {e.GetBaseException().Message} All is as it was before.");
        }
    }

    private void Save(TenantShell shell, TenantState state)
    {
        shell.Definition.State = state;
        registry.Save(shell);
    }

    private async Task<List<RestoredAccount>> StartAsync(RestoreBackup.Request request, string tenant, BackupManifest manifest, CancellationToken ct)
    {
        var about = new RestoredBackup(manifest.About.TakenAt, manifest.About.ProductVersion, request.IsDrill);
        return await scopes.RunAsync(tenant, async services =>
        {
            foreach (var after in services.GetRequiredService<IFeatureServices<IAfterRestore>>())
            {
                await after.RestoredAsync(about, ct);
            }

            await services.GetRequiredService<IAuditTrail>().RecordNowAsync("restored", "Practice", reason: Path.GetFileName(request.File), ct: ct);
            var accounts = new List<RestoredAccount>();
            foreach (var known in services.GetRequiredService<IFeatureServices<IRestoredAccounts>>())
            {
                accounts.AddRange(await known.ListAsync(ct));
            }

            return accounts;
        });
    }

    private string PutAside(string name)
    {
        var aside = Path.Combine(data.Path, "replaced", $"{name}-{Ids.New():N}");
        Directory.CreateDirectory(Path.GetDirectoryName(aside)!);
        Directory.Move(data.Tenant(name), aside);
        registry.Remove(name);
        return aside;
    }

    private void PutBack(RestorePlan plan, string? aside)
    {
        SqliteConnection.ClearAllPools();
        registry.Remove(plan.Tenant.Name);
        if (aside is not null)
        {
            Directory.Move(aside, data.Tenant(plan.Replaces!.Definition.Name));
            registry.Add(plan.Replaces.Definition);
        }
    }
}
