using PracticeCms.Cli;

namespace PracticeCms.Kernel.Cli;

internal static class CliRegistration
{
    public static IServiceCollection AddPracticeCli(this IServiceCollection services) => services
        .AddCliVerb<SetupVerb>()
        .AddCliVerb<CreateTenantVerb>()
        .AddCliVerb<ListTenantsVerb>()
        .AddCliVerb<SuspendTenantVerb>()
        .AddCliVerb<ResumeTenantVerb>()
        .AddCliVerb<SetTenantVerb>()
        .AddCliVerb<DeleteTenantVerb>()
        .AddCliVerb<TenantUsageVerb>()
        .AddCliVerb<RunRecipeVerb>()
        .AddCliVerb<ValidateRecipeVerb>()
        .AddCliVerb<ListRecipesVerb>()
        .AddCliVerb<ExportRecipeVerb>()
        .AddCliVerb<LoadDemoVerb>()
        .AddCliVerb<ListJobsVerb>()
        .AddCliVerb<RetryJobVerb>()
        .AddCliVerb<ListFeaturesVerb>()
        .AddCliVerb<EnableFeatureVerb>()
        .AddCliVerb<DisableFeatureVerb>()
        .AddCliVerb<PackModuleVerb>()
        .AddCliVerb<AddPackageVerb>()
        .AddCliVerb<ListModulesVerb>()
        .AddCliVerb<RemovePackageVerb>()
        .AddCliVerb<ShowModuleVerb>()
        .AddCliVerb<PurgeModuleVerb>()
        .AddCliVerb<ComponentsVerb>()
        .AddCliVerb<MigrateVerb>()
        .AddCliVerb<DoctorVerb>();
}
