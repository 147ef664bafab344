namespace PracticeCms.Notices;

internal sealed class Notice
{
    public Guid Id { get; init; }
    public required string Text { get; init; }
    public required string By { get; init; }
    public Instant At { get; init; }
}

internal sealed class NoticesDb(TenantDbOptions<NoticesDb> options) : TenantDbContext(options)
{
    public DbSet<Notice> Notices => Set<Notice>();

    protected override string TablePrefix => "notices";

    protected override void OnModel(ModelBuilder model)
    {
    }
}

public sealed class Migrations : DataMigration
{
    public int Create(MigrationBuilder m)
    {
        m.CreateTable(
            "notices_notice",
            t => new { id = t.Column<Guid>(), text = t.Column<string>(), by = t.Column<string>(), at = t.Column<DateTime>() },
            constraints: t => t.PrimaryKey("pk_notices_notice", x => x.id));
        return 1;
    }
}

/// <summary>Puts notices up and takes them down.</summary>
internal sealed class NoticeBoard(NoticesDb db, IUnitOfWork unitOfWork, ICurrentActor actor, IClock clock)
{
    private const int LongestText = 500;

    public Task<List<Notice>> ListAsync(CancellationToken ct = default) => db.Notices.AsNoTracking().OrderByDescending(n => n.At).Take(100).ToListAsync(ct);

    public Task<Result<Guid>> PutUpAsync(string? text, CancellationToken ct = default) => unitOfWork.RunAsync<Result<Guid>>(
        _ =>
        {
            var check = new Check().That(text?.Trim().Length is > 0 and <= LongestText, "Text", $"Write up to {LongestText} characters.");
            if (check.Failed)
            {
                return Task.FromResult<Result<Guid>>(check.ToProblem());
            }

            var notice = new Notice { Id = Ids.New(), Text = text!.Trim(), By = actor.DisplayName, At = clock.GetCurrentInstant() };
            db.Add(notice);
            return Task.FromResult<Result<Guid>>(notice.Id);
        },
        ct);

    public Task TakeDownAsync(Guid id, CancellationToken ct = default) => unitOfWork.RunAsync(
        async token =>
        {
            if (await db.Notices.SingleOrDefaultAsync(n => n.Id == id, token) is { } notice)
            {
                db.Remove(notice);
            }
        },
        ct);
}
