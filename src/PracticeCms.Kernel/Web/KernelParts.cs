using Microsoft.Extensions.Configuration;
using PracticeCms.Kernel.Liquid;
using PracticeCms.Kernel.Settings;

namespace PracticeCms.Kernel.Web;

/// <summary>The kernel's parts, each registered by its own folder.</summary>
internal static class KernelParts
{
    public static void Add(IModuleServiceCollection services, IConfiguration configuration)
    {
        services.AddPracticeSettings();
        services.AddPracticeLiquid();
    }
}
