using System.Collections.Concurrent;
using System.Reflection;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit;

/// <summary>Where an event was written: node, product version, and the practice's zone, in which people read its time.</summary>
internal static class AuditOrigin
{
    private static readonly string Here =
        $"{Environment.MachineName} {typeof(AuditOrigin).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}";

    private static readonly ConcurrentDictionary<string, string> ByZone = new();

    public static string Of(TenantDefinition tenant) => ByZone.GetOrAdd(tenant.TimeZone, static zone => $"{Here} {zone}");
}
