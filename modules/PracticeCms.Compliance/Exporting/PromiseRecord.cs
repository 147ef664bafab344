using PracticeCms.Records.Contracts;
using PracticeCms.Tasks.Contracts;

namespace PracticeCms.Compliance.Exporting;

/// <summary>
/// Somebody has asked for their record: a task reminds of the day by which they must have it. Thirty days (45 CFR 164.524(b)(2)), or a month (GDPR, Art. 12(3)) where that is shorter.
/// </summary>
internal sealed class PromiseRecord(IClients clients, IStaffTasks tasks, IUnitOfWork unitOfWork, IAuditTrail audit, ITenant tenant, IClock clock)
{
    private const int Days = 30;
    private const int Oldest = 365;

    /// <summary>The day by which it is due.</summary>
    /// <param name="asked">When the person asked; null where that cannot be read.</param>
    /// <param name="by">Whose task it is.</param>
    public async Task<Result<LocalDate>> ExecuteAsync(Guid id, LocalDate? asked, Guid? by, CancellationToken ct = default)
    {
        if (await clients.FindAsync(id, ct) is not { IsErased: false } client)
        {
            return Problem.NotFound("The record");
        }

        var today = tenant.Today(clock);
        if (asked is not { } day || day > today || day < today.PlusDays(-Oldest))
        {
            return Problem.Invalid("Input.Asked", "Give the day on which they asked, today or in the last year.");
        }

        var due = DueBy(day);
        return await unitOfWork.RunAsync<Result<LocalDate>>(
            async token =>
            {
                var title = $"Hand {client.Number} a copy of the whole record";
                var made = await tasks.CreateAsync(new NewTask(title, "", id, by, null, due, $"record:{id}:{day:uuuu-MM-dd}", $"admin/clients/{id}/export"), token);
                audit.Record("asked for a copy of", "Record", id);
                return made.Problem is { } problem ? problem : due;
            },
            ct);
    }

    public static LocalDate DueBy(LocalDate asked) => asked.PlusDays(Days) < asked.PlusMonths(1) ? asked.PlusDays(Days) : asked.PlusMonths(1);
}
