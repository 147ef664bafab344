namespace PracticeCms.Users.Security;

/// <summary>Changes how staff prove who they are. Asking for two factors is for those who have them: nobody is shut out of the change itself.</summary>
internal sealed class SaveSecurity(ISettings settings, IUnitOfWork unitOfWork)
{
    public Task<Result> ExecuteAsync(SecuritySettings wanted, CancellationToken ct = default) => unitOfWork.RunAsync<Result>(
        async token =>
        {
            if (wanted.Faults() is { Failed: true } faults)
            {
                return faults.ToProblem();
            }

            await settings.SaveAsync(wanted, token);
            return Result.Ok;
        },
        ct);
}
