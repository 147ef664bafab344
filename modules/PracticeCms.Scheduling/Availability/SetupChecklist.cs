using PracticeCms.Scheduling.Resources;

namespace PracticeCms.Scheduling.Availability;

internal sealed class PractitionersItem(ReadPlan plans, IVocabulary words) : IChecklistItem
{
    public int Position => 20;

    public async Task<ChecklistState> GetAsync(CancellationToken ct) => new(
        $"Add {words.Plural("Practitioner").ToLowerInvariant()}", "admin/resources", (await plans.ExecuteAsync(ct)).Resources.Values.Any(r => r.Kind == ResourceKind.Practitioner));
}

internal sealed class HoursItem(ReadPlan plans) : IChecklistItem
{
    public int Position => 21;

    public async Task<ChecklistState> GetAsync(CancellationToken ct) => new(
        "Set working hours", "admin/resources", (await plans.ExecuteAsync(ct)).Hours.Values.Any(h => h.HasRules));
}

internal sealed class ServicesItem(ReadPlan plans, IVocabulary words) : IChecklistItem
{
    public int Position => 22;

    public async Task<ChecklistState> GetAsync(CancellationToken ct) => new(
        $"Add {words.Plural("Service").ToLowerInvariant()} and prices", "admin/services", (await plans.ExecuteAsync(ct)).Services.Any(s => s.IsActive));
}
