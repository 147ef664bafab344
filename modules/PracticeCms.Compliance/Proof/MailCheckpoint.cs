using PracticeCms.Messaging.Contracts;

namespace PracticeCms.Compliance.Proof;

/// <summary>Sends the newest checkpoint to the privacy officers each morning: a copy that nobody on this machine can take back.</summary>
[BackgroundTask(Schedule = "30 5 * * *", Description = "Mails the newest audit checkpoint to the privacy officers")]
internal sealed class MailCheckpoint(IAuditProof proof, IUserDirectory users, IMail mail, IUnitOfWork unitOfWork, ITenant tenant) : IBackgroundTask
{
    public async Task DoWorkAsync(CancellationToken ct)
    {
        var state = await proof.StateAsync(ct);
        if (state.Note is null)
        {
            return;
        }

        var officers = PrivacyWatch.In(await users.ListAsync(ct)).ToList();
        await unitOfWork.RunAsync(
            async token =>
            {
                foreach (var officer in officers)
                {
                    await mail.SendTemplateAsync("mail/audit-checkpoint", $"audit-checkpoint:{state.Log}:{state.Signed}:{officer.Id}", officer.Email, officer.DisplayName, Model(state), ct: token);
                }
            },
            ct);
    }

    private Dictionary<string, object?> Model(AuditProofState state) => new()
    {
        ["note"] = state.Note,
        ["events"] = state.Signed.ToString("N0", tenant.Culture),
        ["intact"] = state.LastCheck?.IsIntact ?? true,
        ["firstbad"] = state.LastCheck?.FirstBad?.ToString("N0", tenant.Culture),
        ["url"] = new Uri(tenant.BaseUrl, "admin/privacy/proof").AbsoluteUri,
    };
}
