using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using PracticeCms.Kernel.Access;
using PracticeCms.Kernel.Audit;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Features;
using PracticeCms.Kernel.Modules;
using PracticeCms.Kernel.Packages;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Kernel.Uploads;
using PracticeCms.Kernel.Web.Limits;

namespace PracticeCms.Kernel.Web;

/// <summary>Registers the kernel and all modules in the one container.</summary>
internal static class KernelServices
{
    public const string SignInScheme = "Practice";

    public static ModuleCatalog AddKernel(this IServiceCollection services, IConfiguration configuration, DataFolder data)
    {
        var packages = new PackageStore(data);
        var (dropped, refused) = ModuleLoader.Dropped(packages);
        var catalog = ModuleCatalog.Build(ModuleLoader.BuiltIn(), dropped, refused);
        var startups = new ModuleStartups(catalog);
        services.AddSingleton(catalog).AddSingleton(startups).AddSingleton(data).AddSingleton(packages);
        services.AddSingleton<IClock>(NodaTime.SystemClock.Instance);
        AddTenants(services);
        AddData(services);
        AddAccess(services, data);
        var kernel = new ModuleServiceCollection(services, [ModuleCatalog.KernelFeature]);
        kernel.AddFeatureService<DataMigration, FeatureMigrations>();
        kernel.AddFeatureService<DataMigration, AccessMigrations>();
        kernel.AddPermissions<KernelPermissionProvider>();
        kernel.AddSingleton(new TenantDbRegistration(typeof(KernelDb), [ModuleCatalog.KernelFeature]));
        KernelParts.Add(kernel, configuration);
        startups.ConfigureServices(services);
        return catalog;
    }

    private static void AddTenants(IServiceCollection services)
    {
        services.AddSingleton<TenantStore>().AddSingleton<TenantRegistry>().AddSingleton<TenantStarter>().AddSingleton<TenantDatabase>().AddSingleton<TenantScopes>().AddSingleton<WarmUp>();
        services.AddHostedService<TenantsWatch>().AddSingleton<UsageFile>().AddSingleton<GatherUsage>().AddSingleton<DeleteTenant.Remains>();
        services.AddScoped<CreateTenant>().AddScoped<SwitchTenant>().AddScoped<ChangeTenant>().AddScoped<DeleteTenant>().AddScoped<RunOnTenants>().AddScoped<ITenants, TenantConsole>();
        services.AddSingleton<ITenantRegistry>(sp => sp.GetRequiredService<TenantRegistry>());
        services.AddSingleton<ITenantScopes>(sp => sp.GetRequiredService<TenantScopes>());
        services.AddScoped<TenantScope>();
        services.AddScoped<ITenant>(sp => sp.GetRequiredService<TenantScope>().Shell.Definition);
        services.AddScoped<ITenantPaths, TenantPaths>();
        services.AddScoped<IFeatures, FeatureManager>();
        services.AddSingleton<FeatureServiceIndex>();
        services.AddSingleton<AddPackage>().AddSingleton<RemovePackage>().AddScoped<PurgeModule>().AddScoped<IModules, ModuleReviews>();
        services.AddTransient(typeof(IFeatureServices<>), typeof(FeatureServices<>));
    }

    private static void AddData(IServiceCollection services)
    {
        services.AddSingleton<ConnectionFactory>().AddSingleton<IDbErrors, DbErrors>();
        services.AddScoped<TenantConnection>().AddScoped<ITenantConnection>(sp => sp.GetRequiredService<TenantConnection>());
        services.AddScoped<UnitOfWork>().AddScoped<IUnitOfWork>(sp => sp.GetRequiredService<UnitOfWork>());
        services.AddScoped<DataScope>().AddScoped<ITenantDbFactory, TenantDbFactory>().AddScoped<Migrator>();
        services.AddScoped(sp => sp.GetRequiredService<ITenantDbFactory>().Options<KernelDb>());
        services.AddScoped(sp =>
        {
            var db = new KernelDb(sp.GetRequiredService<TenantDbOptions<KernelDb>>());
            sp.GetRequiredService<ITenantDbFactory>().Enlist(db);
            return db;
        });
    }

    private static void AddAccess(IServiceCollection services, DataFolder data)
    {
        services.AddScoped<IClientAccessChanges, ClientAccessChanges>();
        services.AddScoped<CurrentActor>().AddScoped<ICurrentActor>(sp => sp.GetRequiredService<CurrentActor>());
        services.AddScoped<Roles>().AddScoped<IRoles>(sp => sp.GetRequiredService<Roles>());
        services.AddHttpContextAccessor();
        services.AddSingleton<TrustedProxies>().AddSingleton<IPostConfigureOptions<ForwardedHeadersOptions>>(
            sp => new PostConfigureOptions<ForwardedHeadersOptions>(Options.DefaultName, sp.GetRequiredService<TrustedProxies>().Apply));
        services.AddDataProtection().SetApplicationName("PracticeCms").PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(data.Path, "keys", "protection")));
        services.AddSingleton<TenantTicketFormat>();
        services.AddAuthentication(SignInScheme).AddCookie(SignInScheme, options =>
        {
            options.Cookie.Name = "practice";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = TimeSpan.FromDays(1); // the session on the server decides
            options.SlidingExpiration = false;
            options.LoginPath = "/account/signin";
        });
        services.AddSingleton<IConfigureOptions<CookieAuthenticationOptions>>(sp => new ConfigureNamedOptions<CookieAuthenticationOptions>(
            SignInScheme, options => options.TicketDataFormat = sp.GetRequiredService<TenantTicketFormat>()));
        services.AddSingleton<FewEvents>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "practice-form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.HeaderName = "RequestVerificationToken";
            options.SuppressXFrameOptionsHeader = true;
        });
        services.Replace(ServiceDescriptor.Singleton<IAntiforgeryAdditionalDataProvider, TenantAntiforgeryData>());
    }

    /// <summary>The order of the pipeline up to the endpoints.</summary>
    public static void UseKernel(this WebApplication app)
    {
        // A wrong address stops the start: files would go unscanned while somebody believes otherwise.
        app.Services.GetRequiredService<ScannerAddress>();
        if (app.Services.GetRequiredService<TrustedProxies>().Networks.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<ErrorMiddleware>();
        app.UseMiddleware<TenantMiddleware>();
        app.UseMiddleware<HostCookies>();
        app.UseRouting();
        app.UseMiddleware<FloodEvents>();
        app.UseMiddleware<RateLimits>();
        app.UseAuthentication();
        app.UseMiddleware<SessionMiddleware>();
        app.UseMiddleware<ApiKeyMiddleware>();
        app.UseMiddleware<AccessMiddleware>();
        app.UseAntiforgery();
        app.UseMiddleware<ForgedForms>();
    }
}

internal sealed class TenantPaths(TenantScope scope, DataFolder data) : ITenantPaths
{
    public string DataFolder => data.Tenant(scope.Shell.Definition.Name);
}
