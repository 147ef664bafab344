using System.Security.Authentication;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PracticeCms.Cli;
using PracticeCms.Durable;
using PracticeCms.Kernel.Audit.Proof;
using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Cli;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Modules;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Kernel.Web;
using PracticeCms.Kernel.Web.Limits;
using PracticeCms.Ui;
using PracticeHost.Setup;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace PracticeHost;

/// <summary>Composes the process: kernel, modules, pages and endpoints.</summary>
internal static class PracticeApp
{
    public static WebApplication Build(HostArguments arguments)
    {
        var warm = arguments.Serves ? WarmUp.KernelAsync(new DataFolder(Path.GetFullPath(arguments.DataFolder ?? DefaultDataFolder()))) : null;
        var app = Compose(arguments.Host, arguments.DataFolder, null, out var catalog);
        if (warm is not null)
        {
            app.Services.GetRequiredService<WarmUp>().Begin(warm);
        }

        Map(app, catalog);
        return app;
    }

    public static WebApplication Build(string[] args, string? dataFolder = null, Action<WebApplicationBuilder>? configure = null)
    {
        var app = Compose(args, dataFolder, configure, out var catalog);
        Map(app, catalog);
        return app;
    }

    private static WebApplication Compose(string[] args, string? dataFolder, Action<WebApplicationBuilder>? configure, out ModuleCatalog catalog)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = "PracticeHost",
            ContentRootPath = AppContext.BaseDirectory,
        });
        var data = new DataFolder(Path.GetFullPath(dataFolder ?? builder.Configuration["Practice:Data"] ?? DefaultDataFolder()));
        MakeFolder(data.Path);
        builder.WebHost.UseStaticWebAssets().ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            RequestLimits.Apply(k.Limits);
            k.ConfigureHttpsDefaults(https => https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13);
        });
        AddLogs(builder, data);
        builder.Services.Configure<JsonOptions>(o =>
        {
            o.SerializerOptions.MaxDepth = RequestLimits.JsonDepth;
            o.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            foreach (var converter in DurableJson.Options.Converters)
            {
                o.SerializerOptions.Converters.Add(converter);
            }
        });
        builder.Services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true); // so that what cannot be read is told in one place
        builder.Services.AddRazorComponents();
        builder.Services.AddPracticeUi();
        builder.Services.Configure<FormOptions>(RequestLimits.Apply);
        builder.Services.AddOpenApi("v1", o =>
        {
            o.ShouldInclude = d => d.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
            o.AddSchemaTransformer(static (schema, _, _) =>
            {
                schema.AdditionalPropertiesAllowed = true; // what is asked for is closed, but answers may grow
                return Task.CompletedTask;
            });
        });
        catalog = builder.Services.AddKernel(builder.Configuration, data);
        builder.Services.AddSingleton<IPageAssemblies>(new PageAssemblies(catalog));
        builder.Services.AddSetup();
        builder.Services.AddSingleton<BlankHost>(Blank);
        builder.Services.AddCliVerb<Chaos.ChaosVerb>();
        configure?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>A host for a drill: what its folder does not hold, it does not have.</summary>
    private static WebApplication Blank(string folder) => Build([], folder, builder =>
    {
        builder.Services.Replace(ServiceDescriptor.Singleton(_ => MasterKey.Load(folder, fromEnvironment: null)));
        foreach (var copy in builder.Configuration.GetSection(CheckpointCopies.Section).GetChildren())
        {
            builder.Configuration[copy.Path] = ""; // those are of the real practice
        }
    });

    /// <summary>For the account that runs the host alone. One that is there keeps the rights that it was given.</summary>
    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Beside the project while developing, else in the working directory; <c>PRACTICE_DATA</c> and <c>--data</c> say otherwise.</summary>
    public static string DefaultDataFolder()
    {
        if (Environment.GetEnvironmentVariable("PRACTICE_DATA") is { Length: > 0 } said)
        {
            return said;
        }

        var bin = AppContext.BaseDirectory.IndexOf($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
        var project = bin > 0 ? AppContext.BaseDirectory[..bin] : "";
        return Path.Combine(File.Exists(Path.Combine(project, "PracticeHost.csproj")) ? project : Environment.CurrentDirectory, "App_Data");
    }

    private static void AddLogs(WebApplicationBuilder builder, DataFolder data)
    {
        // Made now: the library that prints changes the console's encoding, which waits for whoever is writing a line; and the first such
        // writer would wait for it to make this.
        _ = Console.Out;
        builder.Logging.ClearProviders();
        builder.Services.AddSerilog(log => log
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Hangfire", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .WriteTo.Console(new ConsoleLines(), standardErrorFromLevel: LogEventLevel.Verbose)
            .WriteTo.File(new CompactJsonFormatter(), Path.Combine(data.Path, "logs", "practice-.jsonl"), rollingInterval: RollingInterval.Day, shared: true, retainedFileCountLimit: 14));
    }

    private static void Map(WebApplication app, ModuleCatalog catalog)
    {
        app.UseMiddleware<SetupMiddleware>();
        app.UseKernel();
        catalog.SayRefused(app.Services.GetRequiredService<ILogger<ModuleCatalog>>());
        var assets = app.MapGroup("");
        assets.WithMetadata(new HostEndpoint("assets are the same for everyone"));
        assets.MapStaticAssets();
        app.MapOpenApi().Add(e => e.Metadata.Add(new PublicAttribute("describes the public interface")));
        HealthEndpoints.Map(app);
        app.MapRazorComponents<PracticeAdmin.App>()
            .AddAdditionalAssemblies(PageAssemblies.Of(catalog).Where(a => !a.Equals(typeof(PracticeAdmin.App).Assembly)).ToArray())
            .Add(e => Gate(e, catalog));
        app.Services.GetRequiredService<ModuleStartups>().Configure(app);
    }

    /// <summary>Puts a page behind the feature of its module; the framework's own endpoints carry no data.</summary>
    private static void Gate(EndpointBuilder endpoint, ModuleCatalog catalog)
    {
        if (endpoint.Metadata.OfType<ComponentTypeMetadata>().FirstOrDefault() is not { Type: var page })
        {
            endpoint.Metadata.Add(new HostEndpoint("page framework"));
        }
        else if (catalog.Modules.FirstOrDefault(m => m.Assembly.Equals(page.Assembly)) is { } module)
        {
            endpoint.Metadata.Add(new FeatureMetadata(module.FeaturesOf(page)));
        }
    }
}

/// <summary>The assemblies that pages are looked for in.</summary>
internal sealed class PageAssemblies(ModuleCatalog catalog) : IPageAssemblies
{
    public IReadOnlyList<System.Reflection.Assembly> Assemblies { get; } = Of(catalog);

    public static IReadOnlyList<System.Reflection.Assembly> Of(ModuleCatalog catalog) => catalog.Modules.Select(m => m.Assembly).Distinct().ToList();
}
