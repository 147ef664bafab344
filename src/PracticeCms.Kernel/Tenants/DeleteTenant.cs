using PracticeCms.Kernel.Audit.Proof;
using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Settings;

namespace PracticeCms.Kernel.Tenants;

/// <summary>
/// Deletes a practice: suspended, sealed into a backup, put aside, its database dropped, its folder removed. Until the database is dropped, a failure
/// puts all of it back, suspended.
/// </summary>
internal sealed class DeleteTenant(
    TenantRegistry registry, SwitchTenant switching, MakeBackup backups, DeleteTenant.Remains remains, IAuditTrail audit, ILogger<DeleteTenant> logger)
{
    public async Task<Result<string>> ExecuteAsync(TenantDeletion request, CancellationToken ct)
    {
        if (Refusal(request) is { } problem)
        {
            return problem;
        }

        var shell = registry.Find(request.Name)!;
        var before = shell.Definition;
        if (before.State == TenantState.Running && (await switching.SuspendAsync(before.Name, ct)).Problem is { } still)
        {
            return still;
        }

        var file = "";
        if (remains.CanBackUp)
        {
            var made = await backups.ExecuteAsync(new MakeBackup.Request(shell), ct);
            if (made.Problem is { } failed)
            {
                return failed with { Message = $"{failed.Message} Nothing was deleted; the practice is suspended." };
            }

            file = made.Value.File;
        }

        await registry.Changing.WaitAsync(ct);
        try
        {
            await remains.RemoveAsync(shell);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            KernelLog.RemainsLeft(logger, e, before.Name);
            return Problem.External("delete-failed", $"'{before.Name}' was not deleted and is suspended: {e.GetBaseException().Message}");
        }
        finally
        {
            registry.Changing.Release();
        }

        var kept = file.Length > 0 ? $"kept in {Path.GetFileName(file)}" : "no backup was made";
        await audit.RecordNowAsync(
            "deleted", "Tenant", reason: $"{before.Name}: practice '{before.PracticeName}'; host names '{string.Join(", ", before.Hosts)}'; prefix '{before.Prefix}'; {kept}", ct: CancellationToken.None);
        return file;
    }

    private Problem? Refusal(TenantDeletion request)
    {
        if (registry.Find(request.Name)?.Definition is not { } tenant)
        {
            return Problem.NotFound($"The tenant '{request.Name}'");
        }

        return tenant.IsDefault ? Problem.Conflict("default-tenant", "The default tenant cannot be deleted; the others are hosted from it.")
            : request.TypedName != tenant.Name ? Problem.Invalid(nameof(request.TypedName), $"Type '{tenant.Name}' to confirm.")
            : tenant.State is not (TenantState.Running or TenantState.Suspended) ? Problem.Conflict("tenant-state", $"The tenant '{tenant.Name}' is {tenant.State}.")
            : !remains.CanBackUp && !request.WithoutBackup ? Problem.Invalid(nameof(request.WithoutBackup), "There is no recovery key, so nothing would be kept: run 'backup key', or say that no backup is wanted.")
            : null;
    }

    /// <summary>Everything that a tenant leaves on this machine.</summary>
    internal sealed class Remains(TenantRegistry registry, TenantStore store, TenantDatabase database, BackupFolder backups, SettingsCache settings, CheckpointCopies checkpoints, ILogger<Remains> logger)
    {
        public bool CanBackUp => backups.Key is not null;

        public async Task RemoveAsync(TenantShell shell)
        {
            var name = shell.Definition.Name;
            var aside = store.PutAside(name);
            registry.Forget(name);
            try
            {
                await database.DropAsync(shell.Definition);
            }
            catch
            {
                store.PutBack(aside, name);
                registry.Add(shell.Definition);
                throw;
            }

            settings.Drop(name);
            Clear(name, aside);
        }

        // The signed checkpoints stay: they prove the audit inside of the backup, and a new practice of this name has a log of its own.
        private void Clear(string name, string aside)
        {
            checkpoints.Retire(name);
            try
            {
                Directory.Delete(aside, recursive: true);
                backups.Forget(name);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                KernelLog.RemainsLeft(logger, e, name);
            }
        }
    }
}
