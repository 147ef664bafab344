using Microsoft.Extensions.Configuration;
using PracticeCms.Kernel.Audit;
using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Cli;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Erasures;
using PracticeCms.Kernel.Files;
using PracticeCms.Kernel.Health;
using PracticeCms.Kernel.Liquid;
using PracticeCms.Kernel.Live;
using PracticeCms.Kernel.Outbound;
using PracticeCms.Kernel.Recipes;
using PracticeCms.Kernel.Settings;
using PracticeCms.Kernel.Uploads;

namespace PracticeCms.Kernel.Web;

/// <summary>The kernel's parts, each registered by its own folder.</summary>
internal static class KernelParts
{
    public static void Add(IModuleServiceCollection services, IConfiguration configuration)
    {
        services.AddPracticeSettings();
        services.AddPracticeLiquid();
        services.AddPracticeRecipes();
        services.AddPracticeCli();
        services.AddDurable(configuration);
        services.AddCrypto();
        services.AddErasures();
        services.AddAudit();
        services.AddFiles();
        services.AddUploads(configuration);
        services.AddOutbound(configuration);
        services.AddBackups();
        services.AddHealth();
        services.AddLive();
        services.AddPdf(configuration);
    }
}
