using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace PracticeCms.Data;

/// <summary>What a module's context is built from; made by the kernel.</summary>
public class TenantDbOptions(DbContextOptions options, IClientScope scope)
{
    public DbContextOptions Options { get; } = options;
    public IClientScope Scope { get; } = scope;
}

public sealed class TenantDbOptions<TDb>(DbContextOptions<TDb> options, IClientScope scope) : TenantDbOptions(options, scope)
    where TDb : DbContext;


/// <summary>
/// A module's context: one tenant's tables with the module's prefix. Instants are UTC timestamps, dates and times of day are the
/// database's own, enums are their names, tables and columns are snake_case. Changes are saved by the unit of work alone.
/// </summary>
public abstract class TenantDbContext(TenantDbOptions options) : DbContext(options.Options)
{
    private readonly IClientScope scope = options.Scope;

    /// <summary>Prefix of this module's tables, such as <c>scheduling</c>.</summary>
    protected abstract string TablePrefix { get; }

    // Read by the query filter; EF re-binds it to the context that runs the query.
    public IClientScope RecordScope => scope;

    /// <summary>For changes that touch no record of the client's own: throws where the record is open to read alone.</summary>
    public void RefuseReadOnly(Guid clientId)
    {
        if (scope.EmergencyUntil(clientId) is not null)
        {
            throw new ReadOnlyRecordException();
        }
    }

    /// <summary>False for one that a scope has made and not asked anything; asking it would have EF set it up.</summary>
    public bool IsUsed { get; private set; }

    protected sealed override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => IsUsed = true;

    protected abstract void OnModel(ModelBuilder model);

    protected sealed override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ClientAccessModel.Map(modelBuilder);
        OnModel(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            if (entity.IsMappedToJson())
            {
                continue; // a document inside of a column
            }

            ApplyNames(entity);
            ApplyConventions(entity);
            // Who may see a record is itself asked by the filter, and kept out of reach by the kernel.
            if (typeof(IClientRecord).IsAssignableFrom(entity.ClrType) && entity.BaseType is null && !ClientAccessModel.Has(entity.ClrType))
            {
                entity.SetQueryFilter("scope", ClientScopeFilter.Of(entity, this));
            }
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Instant>().HaveConversion<InstantConverter>();
        configurationBuilder.Properties<LocalDate>().HaveConversion<LocalDateConverter>();
        configurationBuilder.Properties<LocalTime>().HaveConversion<LocalTimeConverter>();
        configurationBuilder.Properties<Currency>().HaveConversion<CurrencyConverter>().HaveMaxLength(3);
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
    }

    private void ApplyNames(IMutableEntityType entity)
    {
        // A DbSet property names the table by convention; only a name that the module set itself stands.
        var isNamed = ((IConventionEntityType)entity).GetTableNameConfigurationSource() == ConfigurationSource.Explicit;
        if (!isNamed && !entity.IsOwned())
        {
            entity.SetTableName($"{TablePrefix}_{SnakeCase(entity.ClrType.Name)}");
        }

        foreach (var property in entity.GetProperties())
        {
            property.SetColumnName(SnakeCase(property.GetColumnName()));
        }
    }

    private void ApplyConventions(IMutableEntityType entity)
    {
        if (typeof(IVersioned).IsAssignableFrom(entity.ClrType))
        {
            entity.FindProperty(nameof(IVersioned.Version))!.IsConcurrencyToken = true;
        }

        foreach (var property in entity.GetProperties())
        {
            if (property.IsPrimaryKey() && property.ClrType == typeof(Guid))
            {
                property.ValueGenerated = ValueGenerated.Never;
            }

            if (property.PropertyInfo?.IsDefined(typeof(JsonColumnAttribute), true) == true && Database.IsNpgsql())
            {
                property.SetColumnType("jsonb");
            }
        }
    }

    private static string SnakeCase(string name)
    {
        var builder = new System.Text.StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                builder.Append('_');
            }

            builder.Append(char.ToLowerInvariant(name[i]));
        }

        return builder.ToString();
    }

    private sealed class InstantConverter() : ValueConverter<Instant, DateTime>(
        v => v.ToDateTimeUtc(),
        v => Instant.FromDateTimeUtc(DateTime.SpecifyKind(v, DateTimeKind.Utc)));

    private sealed class LocalDateConverter() : ValueConverter<LocalDate, DateOnly>(v => v.ToDateOnly(), v => LocalDate.FromDateOnly(v));

    private sealed class LocalTimeConverter() : ValueConverter<LocalTime, TimeOnly>(v => v.ToTimeOnly(), v => LocalTime.FromTimeOnly(v));

    private sealed class CurrencyConverter() : ValueConverter<Currency, string>(v => v.Code, v => Currency.Of(v));
}
