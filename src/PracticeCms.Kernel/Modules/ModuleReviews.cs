using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using PracticeCms.Cli;
using PracticeCms.Kernel.Data;
using PracticeCms.Recipes;
using PracticeCms.Workflows;

namespace PracticeCms.Kernel.Modules;

/// <summary>Says what a module adds: from its registrations, its routes and its migrations.</summary>
internal sealed partial class ModuleReviews(ModuleCatalog catalog, FeatureServiceIndex index, ModuleStartups startups, Migrator migrator, IServiceProvider services) : IModules
{
    public IReadOnlyList<ModuleInfo> All { get; } = catalog.Modules.Select(Info).ToList();

    public ModuleReview? Review(string id)
    {
        if (catalog.Module(id) is not { } module)
        {
            return null;
        }

        var registered = index.OfModule(module.Id).ToList();
        var operations = registered.Where(r => r.Service == typeof(DataMigration)).Select(Make<DataMigration>).OrderBy(m => m.Order).SelectMany(migrator.OperationsOf).ToList();
        var tables = operations.OfType<CreateTableOperation>().ToList();
        return new ModuleReview(Info(module), catalog.Features.Where(f => f.ModuleId == module.Id).ToList())
        {
            Permissions = Permissions(registered.Where(r => r.Service == typeof(IPermissionProvider)).Select(Make<IPermissionProvider>).ToList()),
            Endpoints = startups.Endpoints.Select(Endpoint).Where(e => e.Features.Count > 0 && catalog.Find(e.Features[0])?.ModuleId == module.Id)
                .OrderBy(e => e.Route, StringComparer.Ordinal).ToList(),
            Tables = tables.Select(t => new TableReview(t.Name, t.Columns.Count)).ToList(),
            SchemaChanges = operations.Where(o => o is not CreateTableOperation && !(o is CreateIndexOperation i && tables.Any(t => t.Name == i.Table))).Select(Change).ToList(),
            Parts = [.. registered.Where(r => r.Service != typeof(DataMigration) && r.Service != typeof(IPermissionProvider)).Select(Part).OrderBy(p => p.Kind, StringComparer.Ordinal), .. Verbs(module)],
        };
    }

    private static ModuleInfo Info(LoadedModule module) =>
        new(module.Id, module.Features[0].Name, module.Features[0].Description, module.Version, module.Author, module.Package);

    private T Make<T>(FeatureServiceRegistration registration) => (T)services.GetRequiredService(registration.Implementation);

    private static List<PermissionReview> Permissions(IReadOnlyList<IPermissionProvider> providers)
    {
        var declared = providers.SelectMany(p => p.GetPermissions()).ToList();
        var granted = providers.SelectMany(p => p.GetDefaultStereotypes()).SelectMany(s => s.Permissions.Select(p => (Permission: p, Role: s.Name))).ToList();
        return declared.Concat(granted.Select(g => g.Permission)).DistinctBy(p => p.Name).Select(p => new PermissionReview(
            p.Name, p.Description, declared.Any(d => d.Name == p.Name), p.IsSecurityCritical, granted.Where(g => g.Permission.Name == p.Name).Select(g => g.Role).Distinct().ToList())).ToList();
    }

    private static EndpointReview Endpoint(RouteEndpoint endpoint) => new(
        endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null,
        string.Join(", ", endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.DefaultIfEmpty("any") ?? ["any"]),
        "/" + endpoint.RoutePattern.RawText!.TrimStart('/'),
        endpoint.Metadata.GetOrderedMetadata<RequirePermissionAttribute>().Select(p => p.Permission).ToList(),
        endpoint.Metadata.GetMetadata<SignedInAttribute>() is not null,
        endpoint.Metadata.GetMetadata<PublicAttribute>()?.Why,
        endpoint.Metadata.GetOrderedMetadata<FeatureMetadata>().SelectMany(f => f.Features).ToList());

    private static SchemaChangeReview Change(MigrationOperation operation) => operation is SqlOperation sql
        ? new SchemaChangeReview(sql.Sql.Trim(), IsSql: true)
        : new SchemaChangeReview($"{operation.GetType().Name.Replace("Operation", "", StringComparison.Ordinal)} {(operation as ITableMigrationOperation)?.Table}".Trim(), IsSql: false);

    private PartReview Part(FeatureServiceRegistration registration)
    {
        var (service, type) = (registration.Service, registration.Implementation);
        return service == typeof(IBackgroundTask) ? new("Background task", InWords(type.Name), registration.Features)
            : service == typeof(NamedRecipeStepHandler) ? new("Recipe step", Make<NamedRecipeStepHandler>(registration).StepName, registration.Features)
            : service == typeof(IActivity) ? new("Workflow activity", Make<IActivity>(registration).DisplayText, registration.Features)
            : service.IsGenericType && service.GetGenericTypeDefinition() == typeof(IEventHandler<>) ? new("Hears of", InWords(service.GetGenericArguments()[0].Name), registration.Features)
            : new("Takes part as", InWords(service.Name[1..]), registration.Features);
    }

    private static string InWords(string name) => WordStart().Replace(name, m => " " + m.Value.ToLowerInvariant()).TrimStart();

    private IEnumerable<PartReview> Verbs(LoadedModule module) =>
        services.GetServices<ICliVerb>().Where(v => v.GetType().Assembly == module.Assembly).Select(v => new PartReview("Command", v.Path, []));

    [GeneratedRegex("[A-Z][a-z]")]
    private static partial Regex WordStart();
}
