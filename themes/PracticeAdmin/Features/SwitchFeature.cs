namespace PracticeAdmin.Features;

/// <summary>Switches a feature on or off, with all it needs or all that needs it.</summary>
internal sealed class SwitchFeature(IFeatures features, IUnitOfWork unitOfWork)
{
    public async Task<Result<IReadOnlyList<string>>> ExecuteAsync(string? id, bool on, CancellationToken ct)
    {
        if (features.All.FirstOrDefault(f => f.Id == id) is not { IsTheme: false } feature)
        {
            return Problem.NotFound("The feature");
        }

        if (feature.IsAlwaysEnabled)
        {
            return Problem.Conflict("always-on", $"{feature.Name} is always on.");
        }

        return await unitOfWork.RunAsync(
            async token => (Result<IReadOnlyList<string>>)Names(on ? await features.EnableAsync([feature.Id], token) : await features.DisableAsync([feature.Id], token)),
            ct);
    }

    private List<string> Names(IReadOnlyList<string> ids) => [.. features.All.Where(f => ids.Contains(f.Id)).Select(f => f.Name)];
}
