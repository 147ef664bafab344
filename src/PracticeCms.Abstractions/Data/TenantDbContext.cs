using System.Linq.Expressions;
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

/// <summary>Which clients' records the current actor may see.</summary>
public interface IClientScope
{
    /// <summary>True where the role's scope is every client.</summary>
    bool SeesAll { get; }

    /// <summary>The user whose team membership admits a record where <see cref="SeesAll"/> is false.</summary>
    Guid UserId { get; }
}

/// <summary>Membership of a staff member in a client's team; kept by the kernel, readable in each module's queries.</summary>
public sealed class ClientTeamMember
{
    public Guid ClientId { get; set; }
    public Guid UserId { get; set; }
}

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

    public bool SeesAllClients => scope.SeesAll;

    public Guid ScopeUserId => scope.UserId;

    /// <summary>False for one that a scope has made and not asked anything; asking it would have EF set it up.</summary>
    public bool IsUsed { get; private set; }

    protected sealed override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => IsUsed = true;

    protected abstract void OnModel(ModelBuilder model);

    protected sealed override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ClientTeamMember>(e =>
        {
            e.ToTable("kernel_client_team", t => t.ExcludeFromMigrations());
            e.HasKey(m => new { m.ClientId, m.UserId });
        });
        OnModel(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            ApplyNames(entity);
            ApplyConventions(entity);
            if (typeof(IClientRecord).IsAssignableFrom(entity.ClrType) && entity.BaseType is null)
            {
                ((IMutableEntityType)entity).SetQueryFilter("scope", ScopeFilter(entity));
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
        if (entity.ClrType != typeof(ClientTeamMember) && !isNamed && !entity.IsOwned())
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

    private LambdaExpression ScopeFilter(IMutableEntityType entity)
    {
        var record = Expression.Parameter(entity.ClrType, "record");
        var owner = (Expression)Expression.Property(record, entity.FindProperty("ClientId") is null ? "Id" : "ClientId");
        var member = Expression.Parameter(typeof(ClientTeamMember), "member");
        var context = Expression.Constant(this);
        var onTeam = Expression.Lambda<Func<ClientTeamMember, bool>>(
            Expression.AndAlso(
                Expression.Equal(Expression.Convert(Expression.Property(member, nameof(ClientTeamMember.ClientId)), owner.Type), owner),
                Expression.Equal(Expression.Property(member, nameof(ClientTeamMember.UserId)), Expression.Property(context, nameof(ScopeUserId)))),
            member);
        var team = Expression.Call(context, nameof(Set), [typeof(ClientTeamMember)]);
        Expression admitted = Expression.OrElse(
            Expression.Property(context, nameof(SeesAllClients)),
            Expression.Call(typeof(Queryable), nameof(Queryable.Any), [typeof(ClientTeamMember)], team, onTeam));
        if (owner.Type == typeof(Guid?))
        {
            admitted = Expression.OrElse(Expression.Equal(owner, Expression.Constant(null, typeof(Guid?))), admitted);
        }

        return Expression.Lambda(admitted, record);
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
