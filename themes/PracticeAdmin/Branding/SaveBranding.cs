using PracticeAdmin.Colours;

namespace PracticeAdmin.Branding;

/// <summary>Changes colours, heading type, mark, logo and the words of welcome.</summary>
internal sealed class SaveBranding(ISettings settings, IFileStore files, IUploads uploads, IUnitOfWork unitOfWork)
{
    public static readonly UploadRule Rule = new("Logo", Logo.MaxBytes, ".png", ".jpg", ".jpeg", ".webp");

    public static IReadOnlyList<string> Fonts { get; } = ["sans", "serif", "rounded"];

    public static IReadOnlyList<string> Marks { get; } =
    [
        "building", "house-heart", "heart-pulse", "clipboard2-pulse", "hospital", "capsule", "flower1", "yin-yang", "bank", "briefcase", "shield-check", "journal-text",
        "calculator", "graph-up-arrow", "piggy-bank", "mortarboard", "globe2", "star",
    ];

    public static BrandingInput From(BrandingSettings now) => new()
    {
        Accent = now.Accent, Tint = now.Tint, HeadingFont = now.HeadingFont, Mark = now.Mark, Tagline = now.Tagline, Welcome = now.Welcome,
    };

    public async Task<Result> ExecuteAsync(BrandingInput input, CancellationToken ct)
    {
        var logo = await AcceptAsync(input.Logo, ct);
        var check = new Check()
            .That(Colour.TryParse(input.Accent, out _), "Accent", "Write the colour as #rrggbb.")
            .That(Colour.TryParse(input.Tint, out _), "Tint", "Write the colour as #rrggbb.")
            .That(Fonts.Contains(input.HeadingFont ?? ""), "HeadingFont", "Choose one of the fonts.")
            .That((input.Tagline ?? "").Length <= 160, "Tagline", "Keep it to 160 characters.")
            .That((input.Welcome ?? "").Length <= 2_000, "Welcome", "Keep it to 2,000 characters.")
            .That(logo?.Problem is null or { Kind: ProblemKind.External }, "Logo", logo?.Problem?.Message ?? "");
        return check.Failed ? check.ToProblem()
            : logo?.Problem is { } unavailable ? unavailable
            : await unitOfWork.RunAsync(token => SaveAsync(input, logo?.Value, token), ct);
    }

    private async Task<Result> SaveAsync(BrandingInput input, AcceptedFile? logo, CancellationToken ct)
    {
        var now = await settings.GetAsync<BrandingSettings>(ct);
        if (Stamp.Check(input.Stamp, now) is { } stale)
        {
            return stale;
        }

        var logoId = input.RemoveLogo ? null : now.LogoFileId;
        if (logo is not null)
        {
            logoId = (await files.SaveAsync(logo.Content, ct: ct)).Id;
        }

        await settings.SaveAsync(
            new BrandingSettings
            {
                SiteTheme = now.SiteTheme,
                AdminTheme = now.AdminTheme,
                Accent = input.Accent!.ToLowerInvariant(),
                Tint = input.Tint!.ToLowerInvariant(),
                HeadingFont = input.HeadingFont!,
                Mark = input.Mark is { Length: > 0 } mark ? mark : now.Mark,
                Tagline = (input.Tagline ?? "").Trim(),
                Welcome = (input.Welcome ?? "").Trim(),
                LogoFileId = logoId,
            },
            ct);
        return Result.Ok;
    }

    /// <summary>Null where none was chosen.</summary>
    private async Task<Result<AcceptedFile>?> AcceptAsync(IFormFile? file, CancellationToken ct)
    {
        if (file is not { Length: > 0 })
        {
            return null;
        }

        await using var received = file.OpenReadStream();
        return await uploads.AcceptAsync(new ReceivedFile(file.FileName, file.ContentType, received), Rule, ct);
    }
}

/// <summary>What the form sends.</summary>
public sealed class BrandingInput
{
    public string? Accent { get; set; }
    public string? Tint { get; set; }
    public string? HeadingFont { get; set; }
    public string? Mark { get; set; }
    public string? Tagline { get; set; }
    public string? Welcome { get; set; }
    public IFormFile? Logo { get; set; }
    public bool RemoveLogo { get; set; }
    public string? Stamp { get; set; }
}
