namespace PracticeAdmin.Templates;

/// <summary>Keeps the practice's own version of a template, or takes it back.</summary>
internal sealed class SaveTemplate(ILiquidRenderer liquid, IUnitOfWork unitOfWork, ICurrentActor actor)
{
    /// <param name="source">Null reverts to what the theme or module ships.</param>
    /// <param name="stamp">Of the text that was shown.</param>
    public async Task<Result> ExecuteAsync(string name, string? source, string? stamp, CancellationToken ct)
    {
        if (!(await liquid.ListAsync(ct)).Any(t => t.Name == name))
        {
            return Problem.NotFound("The template");
        }

        if (TemplateWords.LeadsIn(name) && actor.Kind != ActorKind.System && !actor.Can("ManageMailServer"))
        {
            return Problem.Forbidden("Mails with links by which colleagues sign in are changed by who may choose the mail server.");
        }

        if (source is not null && (Lack(name, source) ?? await liquid.ProblemAsync(source)) is { } problem)
        {
            return Problem.Invalid("Source", problem);
        }

        return await unitOfWork.RunAsync(
            async token => Stamp.Check(stamp, await liquid.SourceAsync(name, token)) is { } stale ? stale : await liquid.OverrideAsync(name, source, token),
            ct);
    }

    private static string? Lack(string name, string source) =>
        string.IsNullOrWhiteSpace(source) ? "Write a text, or take back what was shipped."
        : TemplateWords.IsMail(name) && !source.TrimStart().StartsWith("Subject:", StringComparison.OrdinalIgnoreCase) ? "The first line of a mail is its subject, such as “Subject: Your visit”."
        : null;
}
