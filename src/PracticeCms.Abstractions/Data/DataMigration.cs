using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations.Builders;

namespace PracticeCms.Data;

/// <summary>
/// A module's tables: <c>int Create(MigrationBuilder m)</c> makes them and returns the version they are at; then
/// <c>int UpdateFrom1(MigrationBuilder m)</c> and so on, found by name. Each step and its version row commit together.
/// </summary>
public abstract class DataMigration
{
    /// <summary>Orders migrations of one feature; lower comes first.</summary>
    public virtual int Order => 0;
}

/// <summary>Binds a module's context to its feature, so that tests can compare model and schema.</summary>
/// <param name="ForVisitors">The public pages read it.</param>
public sealed record TenantDbRegistration(Type Context, IReadOnlyList<string> Features, bool ForVisitors = false);

public static class MigrationExtensions
{
    public static bool IsPostgres(this MigrationBuilder m) => m.ActiveProvider!.EndsWith("PostgreSQL", StringComparison.Ordinal);

    /// <summary>A column for a property with <see cref="JsonColumnAttribute"/>.</summary>
    public static OperationBuilder<Microsoft.EntityFrameworkCore.Migrations.Operations.AddColumnOperation> Json(
        this ColumnsBuilder columns, MigrationBuilder m, bool nullable = false, string? name = null) =>
        columns.Column<string>(type: m.IsPostgres() ? "jsonb" : null, nullable: nullable, name: name);

    /// <summary>SQL that differs by provider, such as an exclusion constraint and its trigger.</summary>
    public static void SqlFor(this MigrationBuilder m, string sqlite, string postgres) => m.Sql(m.IsPostgres() ? postgres : sqlite);
}

/// <summary>Makes a module's context on the tenant's connection and enlists it in the unit of work.</summary>
public interface ITenantDbFactory
{
    TenantDbOptions<TDb> Options<TDb>()
        where TDb : TenantDbContext;

    void Enlist(TenantDbContext context);
}

public static class TenantDbServiceCollectionExtensions
{
    /// <summary>Registers a module's context and its migrations.</summary>
    /// <param name="forVisitors">The public pages read it: its model is made while the server starts, the others' a moment later.</param>
    public static IServiceCollection AddTenantDb<TDb, TMigration>(this IServiceCollection services, bool forVisitors = false)
        where TDb : TenantDbContext
        where TMigration : DataMigration
    {
        services.AddScoped(sp => sp.GetRequiredService<ITenantDbFactory>().Options<TDb>());
        services.AddScoped(sp =>
        {
            var db = ActivatorUtilities.CreateInstance<TDb>(sp);
            sp.GetRequiredService<ITenantDbFactory>().Enlist(db);
            return db;
        });
        services.AddSingleton(new TenantDbRegistration(typeof(TDb), services is Modules.IModuleServiceCollection m ? m.Features : [], forVisitors));
        return Modules.FeatureServiceCollectionExtensions.AddFeatureService<DataMigration, TMigration>(services);
    }
}
