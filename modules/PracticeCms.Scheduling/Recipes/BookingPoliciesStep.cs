using System.Text.Json;
using System.Text.Json.Nodes;
using PracticeCms.Scheduling.Booking;

namespace PracticeCms.Scheduling.Recipes;

/// <summary>The step <c>BookingPolicies</c>: what clients may do by themselves.</summary>
internal sealed class BookingPoliciesStep(ISettings settings) : NamedRecipeStepHandler("BookingPolicies")
{
    public override async Task HandleAsync(RecipeExecutionContext context, CancellationToken ct)
    {
        if (context.Read<StepModel>() is not { } step)
        {
            return;
        }

        var before = await settings.GetAsync<BookingPolicy>(ct);
        var after = new BookingPolicy
        {
            MinNoticeMinutes = step.MinNoticeMinutes ?? before.MinNoticeMinutes,
            WindowDays = step.WindowDays ?? before.WindowDays,
            SlotIntervalMinutes = step.SlotIntervalMinutes ?? before.SlotIntervalMinutes,
            CancelCutOffHours = step.CancelCutOffHours ?? before.CancelCutOffHours,
            PostsPerMinute = step.PostsPerMinute ?? before.PostsPerMinute,
        };
        if (after.MinNoticeMinutes < 0 || after.WindowDays is < 1 or > 730 || after.SlotIntervalMinutes is < 5 or > 240 || after.CancelCutOffHours < 0 || after.PostsPerMinute < 0)
        {
            context.Problem("", "Notice, cut-off and posts per minute are not negative, the window is 1 to 730 days, times are 5 to 240 minutes apart.");
        }
        else if (JsonSerializer.Serialize(before) != JsonSerializer.Serialize(after))
        {
            await settings.SaveAsync(after, ct);
            context.Changed("booking policy changed");
        }
    }

    public override async Task<JsonObject?> ExportAsync(CancellationToken ct)
    {
        var policy = await settings.GetAsync<BookingPolicy>(ct);
        return new JsonObject
        {
            ["name"] = StepName, ["MinNoticeMinutes"] = policy.MinNoticeMinutes, ["WindowDays"] = policy.WindowDays,
            ["SlotIntervalMinutes"] = policy.SlotIntervalMinutes, ["CancelCutOffHours"] = policy.CancelCutOffHours, ["PostsPerMinute"] = policy.PostsPerMinute,
        };
    }

    private sealed record StepModel(int? MinNoticeMinutes, int? WindowDays, int? SlotIntervalMinutes, int? CancelCutOffHours, int? PostsPerMinute);
}
