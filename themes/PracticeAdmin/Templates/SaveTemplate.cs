namespace PracticeAdmin.Templates;

/// <summary>Keeps the practice's own version of a template, or takes it back.</summary>
internal sealed class SaveTemplate(ILiquidRenderer liquid, IUnitOfWork unitOfWork)
{
    /// <param name="source">Null reverts to what the theme or module ships.</param>
    public async Task<Result> ExecuteAsync(string name, string? source, CancellationToken ct)
    {
        if (!(await liquid.ListAsync(ct)).Any(t => t.Name == name))
        {
            return Problem.NotFound("The template");
        }

        if (source is not null && await liquid.ProblemAsync(source) is { } problem)
        {
            return Problem.Invalid("Source", problem);
        }

        return await unitOfWork.RunAsync(token => liquid.OverrideAsync(name, source, token), ct);
    }
}
