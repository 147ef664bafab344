namespace PracticeCms.Compliance;

/// <summary>No tables of its own: it reads and writes those that decide who sees what.</summary>
internal sealed class ComplianceDb(TenantDbOptions<ComplianceDb> options) : TenantDbContext(options)
{
    protected override string TablePrefix => "compliance";

    protected override void OnModel(ModelBuilder model)
    {
    }
}

public sealed class Migrations : DataMigration
{
    public int Create(MigrationBuilder m) => 1;
}
