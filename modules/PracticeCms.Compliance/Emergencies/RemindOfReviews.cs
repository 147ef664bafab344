using PracticeCms.Messaging.Contracts;

namespace PracticeCms.Compliance.Emergencies;

/// <summary>A review that is more than 72 hours late goes to the owners, once a day.</summary>
[BackgroundTask(Schedule = "10 6 * * *", Description = "Tells the owners of emergency accesses that nobody has reviewed")]
internal sealed class RemindOfReviews(ComplianceDb db, IUserDirectory users, IMail mail, IUnitOfWork unitOfWork, ITenant tenant, IClock clock) : IBackgroundTask
{
    private static readonly Duration Patience = Duration.FromHours(72);

    public async Task DoWorkAsync(CancellationToken ct)
    {
        var before = clock.GetCurrentInstant() - Patience;
        var late = await db.Set<EmergencyAccess>().CountAsync(e => e.ReviewedAt == null && e.StartedAt < before, ct);
        if (late == 0)
        {
            return;
        }

        var owners = (await users.ListAsync(ct)).Where(u => u.Roles.Contains(StockRoles.Owner)).ToList();
        await unitOfWork.RunAsync(
            async token =>
            {
                foreach (var owner in owners)
                {
                    var model = new Dictionary<string, object?> { ["count"] = late, ["url"] = new Uri(tenant.BaseUrl, "admin/privacy/emergencies").AbsoluteUri };
                    await mail.SendTemplateAsync("mail/emergency-late", $"emergency-late:{tenant.Today(clock)}:{owner.Id}", owner.Email, owner.DisplayName, model, ct: token);
                }
            },
            ct);
    }
}
