using PracticeCms.Scheduling.Resources;

namespace PracticeCms.Scheduling.Availability;

/// <summary>The plan as the checklist sees it, read once for all of its lines.</summary>
internal sealed class ChecklistPlan(ReadPlan plans)
{
    private Plan? read;

    public async Task<Plan> GetAsync(CancellationToken ct) => read ??= await plans.ExecuteAsync(ct);
}

internal sealed class PractitionersItem(ChecklistPlan plans, IVocabulary words) : IChecklistItem
{
    public int Position => 20;

    public async Task<ChecklistState> GetAsync(CancellationToken ct) => new(
        $"Add {words.LowerPlural("Practitioner")}", "admin/resources", (await plans.GetAsync(ct)).Resources.Values.Any(r => r.Kind == ResourceKind.Practitioner));
}

internal sealed class HoursItem(ChecklistPlan plans) : IChecklistItem
{
    public int Position => 21;

    public async Task<ChecklistState> GetAsync(CancellationToken ct) => new(
        "Set working hours", "admin/resources", (await plans.GetAsync(ct)).Hours.Values.Any(h => h.HasRules));
}

/// <summary>Clients find a time of their own: a service online, with somebody who offers it and works.</summary>
internal sealed class BookingPageItem(ChecklistPlan plans) : IChecklistItem
{
    public int Position => 40;

    public async Task<ChecklistState> GetAsync(CancellationToken ct)
    {
        var plan = await plans.GetAsync(ct);
        return new("Open the booking page", "book", plan.Services.Any(s => s.IsActive && s.IsOnline && plan.PractitionersOf(s.Id).Any(p => plan.Hours[p.Id].HasRules)));
    }
}

internal sealed class ServicesItem(ChecklistPlan plans, IVocabulary words) : IChecklistItem
{
    public int Position => 22;

    public async Task<ChecklistState> GetAsync(CancellationToken ct) => new(
        $"Add {words.LowerPlural("Service")} and prices", "admin/services", (await plans.GetAsync(ct)).Services.Any(s => s.IsActive));
}
