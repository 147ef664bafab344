namespace PracticeCms.Users.Security;

/// <summary>Changes how staff prove who they are. Asking for two factors is for those who have them: nobody is shut out of the change itself.</summary>
internal sealed class SaveSecurity(ISettings settings, IUnitOfWork unitOfWork)
{
    public Task<Result> ExecuteAsync(SecuritySettings wanted, CancellationToken ct = default) => unitOfWork.RunAsync<Result>(
        async token =>
        {
            var check = new Check()
                .That(wanted.IdleMinutes is >= 2 and <= 60, nameof(wanted.IdleMinutes), "Choose between 2 and 60 minutes.")
                .That(wanted.SessionHours is >= 1 and <= 24, nameof(wanted.SessionHours), "Choose between 1 and 24 hours.");
            if (check.Failed)
            {
                return check.ToProblem();
            }

            await settings.SaveAsync(wanted, token);
            return Result.Ok;
        },
        ct);
}
