using PracticeCms.Kernel.Audit.Proof;
using PracticeCms.Backups;
using PracticeCms.Cli;

namespace PracticeCms.Kernel.Audit;

internal static class AuditServices
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditConnections>().AddSingleton<Unsealed>().AddSingleton<AuditWriters>();
        services.AddScoped<AuditBuffer>().AddScoped<AuditReads>().AddScoped<IAuditReads>(sp => sp.GetRequiredService<AuditReads>());
        services.AddScoped<IAuditTrail, AuditTrail>().AddScoped<IAuditLog, SearchAuditLog>();
        services.AddSingleton<AuditKeys>().AddSingleton<CheckpointCopies>().AddSingleton<SealAudit>().AddSingleton<ReadAuditCopy>().AddSingleton<AuditProofs>();
        services.AddSingleton<AuditSealing>().AddHostedService(sp => sp.GetRequiredService<AuditSealing>());
        services.AddScoped<IAuditProof, AuditProof>().AddBackgroundTask<VerifyDaily>().AddOutboxHandler<VerifyOnDemand>();
        services.AddFeatureService<IAfterRestore, RestoredAudit>().AddFeatureService<IRestoreCheck, DrilledAudit>();
        services.AddCliVerb<VerifyAuditVerb>().AddCliVerb<ProveAuditVerb>().AddCliVerb<ExportAuditVerb>();
        return services.AddFeatureService<DataMigration, AuditMigrations>();
    }
}
