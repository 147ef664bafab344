using Microsoft.Extensions.Configuration;

namespace PracticeCms.Kernel.Web;

/// <summary>The kernel's parts, each registered by its own folder.</summary>
internal static class KernelParts
{
    public static void Add(IModuleServiceCollection services, IConfiguration configuration)
    {
    }
}
