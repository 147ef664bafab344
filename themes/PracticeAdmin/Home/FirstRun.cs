namespace PracticeAdmin.Home;

/// <summary>Whether the practice has put its first-run checklist away.</summary>
public sealed class FirstRunSettings
{
    public bool IsHidden { get; set; }
}

internal sealed class PracticeDetailsItem(ISettings settings) : IChecklistItem
{
    public int Position => 10;

    public async Task<ChecklistState> GetAsync(CancellationToken ct)
    {
        var practice = await settings.GetAsync<PracticeSettings>(ct);
        return new("Enter address and phone", "admin/settings/practice", practice.AddressLine.Length > 0 && practice.Phone.Length > 0);
    }
}

internal sealed class BrandingItem(ISettings settings) : IChecklistItem
{
    public int Position => 15;

    public async Task<ChecklistState> GetAsync(CancellationToken ct) =>
        new("Add your logo and colours", "admin/settings/branding", (await settings.GetAsync<BrandingSettings>(ct)).LogoFileId is not null);
}

/// <summary>Puts the checklist away for everybody.</summary>
internal sealed class HideChecklist(ISettings settings, IUnitOfWork unitOfWork)
{
    public static async Task<IResult> AnswerAsync(HideChecklist hide, Toasts toasts, CancellationToken ct)
    {
        if ((await hide.ExecuteAsync(true, ct)).Problem is { } problem)
        {
            return problem.ToHttp();
        }

        toasts.Add("The checklist is put away", "admin/checklist/show");
        return Results.LocalRedirect("~/admin");
    }

    public static async Task<IResult> UndoAsync(HideChecklist hide, CancellationToken ct) =>
        (await hide.ExecuteAsync(false, ct)).Problem is { } problem ? problem.ToHttp() : Results.LocalRedirect("~/admin");

    private Task<Result> ExecuteAsync(bool hidden, CancellationToken ct) => unitOfWork.RunAsync(
        async token =>
        {
            await settings.SaveAsync(new FirstRunSettings { IsHidden = hidden }, token);
            return Result.Ok;
        },
        ct);
}
