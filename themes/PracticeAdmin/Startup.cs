using PracticeAdmin.Branding;
using PracticeAdmin.Colours;
using PracticeAdmin.Features;
using PracticeAdmin.Finding;
using PracticeAdmin.Frame;
using PracticeAdmin.Home;
using PracticeAdmin.Settings;
using PracticeAdmin.Templates;
using PracticeAdmin.Work;

namespace PracticeAdmin;

public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services
        .AddNavigation<AdminMenu>()
        .AddChecklistItem<PracticeDetailsItem>().AddChecklistItem<BrandingItem>().AddScoped<HideChecklist>()
        .AddScoped<Menus>().AddScoped<FindAnything>()
        .AddScoped<SavePractice>().AddScoped<SaveBranding>().AddScoped<SwitchFeature>().AddScoped<SaveTemplate>().AddScoped<TemplatePreview>();

    public override void Configure(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/theme.css", ThemeCss.AnswerAsync).AllowPublic("Colours and fonts of public pages").WithSummary("The practice's look");
        routes.MapGet("/brand/{id:guid}", Logo.AnswerAsync).AllowPublic("The logo stands on public pages").WithSummary("The practice's logo");
        routes.MapGet("/favicon.svg", Favicon.AnswerAsync).AllowPublic("Browsers show it beside the title").WithSummary("The practice's mark");
        routes.MapGet("/admin/search", SearchAsync).RequirePermission(KernelPermissions.AccessAdminPortal).LimitRate(RateClass.Search).WithSummary("Find pages, actions and records");
        routes.MapPost("/admin/checklist/hide", HideChecklist.AnswerAsync).RequirePermission(KernelPermissions.ManagePractice).WithSummary("Put the first-run checklist away");
        routes.MapPost("/admin/checklist/show", HideChecklist.UndoAsync).RequirePermission(KernelPermissions.ManagePractice).WithSummary("Show the first-run checklist again");
        routes.MapPost("/admin/incidents/{id:guid}/retry", IncidentEndpoints.RetryAsync).RequirePermission(KernelPermissions.ManageJobs).WithSummary("Have stopped work done once more");
        routes.MapPost("/admin/incidents/{id:guid}/skip", IncidentEndpoints.SkipAsync).RequirePermission(KernelPermissions.ManageJobs).WithSummary("Leave stopped work undone");
        routes.MapPost("/admin/look", Preferences.SaveTheme).RequirePermission(KernelPermissions.AccessAdminPortal).WithSummary("Choose light or dark");
        routes.MapGet("/admin/settings/templates/preview", TemplatePreview.ShowAsync).RequirePermission(KernelPermissions.ManageTemplates).WithSummary("Show a text as it stands");
        routes.MapPost("/admin/settings/templates/preview", TemplatePreview.AnswerAsync).RequirePermission(KernelPermissions.ManageTemplates).WithSummary("Preview a text");
    }

    private static async Task<IResult> SearchAsync(FindAnything find, string? q, CancellationToken ct) => Results.Json(await find.ExecuteAsync(q, ct));
}
