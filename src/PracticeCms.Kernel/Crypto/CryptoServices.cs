using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using PracticeCms.Cli;
using PracticeCms.Files;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Secrets;

namespace PracticeCms.Kernel.Crypto;

internal static class CryptoServices
{
    public static IServiceCollection AddCrypto(this IServiceCollection services)
    {
        services.AddSingleton(sp => MasterKey.Load(sp.GetRequiredService<DataFolder>().Path, Environment.GetEnvironmentVariable(MasterKey.Variable)));
        services.AddSingleton(sp => new Lazy<MasterKey>(sp.GetRequiredService<MasterKey>)); // composing a host makes no key: an installation that is about to be restored must not have one
        services.AddHostedService<MasterKeyCheck>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, SealProtectionKeys>();
        services.AddScoped<TenantKeys>().AddScoped<IFieldCipher, FieldCipher>();
        services.AddScoped<SubjectKeys>().AddScoped<IClientCipher, ClientCipher>().AddScoped<IBlindIndex, BlindIndex>();
        services.AddScoped<IPracticeKeys, PracticeKeys>().AddScoped<RewrapKeys>().AddSingleton<RotateMaster>();
        services.AddOutboxHandler<RewrapLater>().AddBackgroundTask<RewrapAtNight>().AddBackgroundTask<MoveUnderClients>();
        services.AddCliVerb<ShowKeysVerb>().AddCliVerb<RotateKeysVerb>().AddCliVerb<RotateMasterVerb>();
        return services.AddFeatureService<DataMigration, KeyMigrations>().AddFeatureService<DataMigration, SubjectKeyMigrations>();
    }
}
