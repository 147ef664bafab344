using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using PracticeCms.Files;
using PracticeCms.Kernel.Audit.Proof;
using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Erasures;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Crypto;

/// <summary>
/// Wraps what the master key wraps with a new one. The new key lies beside the old one until all is done, so that a rotation that broke off goes on when
/// it is asked for again, and no host starts in between.
/// </summary>
internal sealed class RotateMaster(DataFolder data, TenantRegistry registry, TenantScopes scopes, OpenElsewhere open)
{
    public sealed record Rotated(string Before, string After, int Practices);

    public async Task<Result<Rotated>> ExecuteAsync(string? current, string? next, CancellationToken ct)
    {
        if (current is { Length: > 0 } != next is { Length: > 0 })
        {
            return Problem.Invalid("master-key", $"Set both {MasterKey.Variable} and {MasterKeyRotation.NewVariable}, or neither: a key from the environment is followed by one from there.");
        }

        if (registry.All.FirstOrDefault(t => open.IsInUse(t.Definition)) is { } used)
        {
            return Problem.Conflict("tenant-in-use", $"The database of '{used.Definition.Name}' is open in another process; stop the host first.");
        }

        var before = MasterKey.Load(data.Path, current, goesOn: true);
        var after = MasterKeyRotation.Begin(data.Path, next);
        if (before.Id == after.Id)
        {
            return Problem.Conflict("same-master-key", $"The new master key is the one in use, {before.Id}.");
        }

        var practices = registry.All.Where(t => t.Definition.State is TenantState.Running or TenantState.Suspended).ToList();
        foreach (var practice in practices)
        {
            await scopes.RunAsync(practice, services => RewrapAsync(services, before, after, ct));
        }

        RewrapProtectionKeys(before, after);
        ErasureLedger.SealAnew(data.Path, before, after);
        BackupFolder.SealAnew(data.Path, before, after);
        AuditKeys.SealAnew(data.Path, before, after);
        MasterKeyRotation.Finish(data.Path, after);
        return new Rotated(before.Id, after.Id, practices.Count);
    }

    private static async Task<bool> RewrapAsync(IServiceProvider services, MasterKey before, MasterKey after, CancellationToken ct)
    {
        await services.GetRequiredService<IUnitOfWork>().RunAsync(
            async token =>
            {
                foreach (var key in await services.GetRequiredService<KernelDb>().Set<TenantKey>().Where(k => k.MasterId == before.Id).ToListAsync(token))
                {
                    key.Wrapped = Convert.ToBase64String(after.Wrap(before.Unwrap(Convert.FromBase64String(key.Wrapped), key.Use), key.Use));
                    key.MasterId = after.Id;
                }

                services.GetRequiredService<IAuditTrail>().Record("rotated", "Master key", reason: string.Create(CultureInfo.InvariantCulture, $"{before.Id} to {after.Id}"));
            },
            ct);
        return true;
    }

    private void RewrapProtectionKeys(MasterKey before, MasterKey after)
    {
        var folder = Path.Combine(data.Path, "keys", "protection");
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.xml") : [])
        {
            var xml = XDocument.Load(file);
            foreach (var key in xml.Descendants("sealedKey").Where(k => k.Attribute("master")?.Value == before.Id))
            {
                key.Value = Convert.ToBase64String(after.Wrap(before.Unwrap(Convert.FromBase64String(key.Value), ProtectionKeyEncryptor.Use), ProtectionKeyEncryptor.Use));
                key.SetAttributeValue("master", after.Id);
            }

            xml.Save(file + ".next");
            File.Move(file + ".next", file, overwrite: true);
        }
    }
}
