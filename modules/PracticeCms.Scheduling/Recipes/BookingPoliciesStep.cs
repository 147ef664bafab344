using System.Text.Json;
using System.Text.Json.Nodes;
using PracticeCms.Scheduling.Booking;

namespace PracticeCms.Scheduling.Recipes;

/// <summary>The step <c>BookingPolicies</c>: what clients may do by themselves.</summary>
internal sealed class BookingPoliciesStep(ISettings settings, SaveBookingPolicy save) : NamedRecipeStepHandler("BookingPolicies")
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
            LinkDays = step.LinkDays ?? before.LinkDays,
        };
        if (JsonSerializer.Serialize(before) == JsonSerializer.Serialize(after))
        {
            return;
        }

        if ((await save.ExecuteAsync(after, ct: ct)).Problem is not { } problem)
        {
            context.Changed("booking policy changed");
            return;
        }

        foreach (var error in problem.Fields)
        {
            context.Problem(error.Field, error.Message);
        }
    }

    public override async Task<JsonObject?> ExportAsync(CancellationToken ct)
    {
        var policy = await settings.GetAsync<BookingPolicy>(ct);
        return new JsonObject
        {
            ["name"] = StepName, ["MinNoticeMinutes"] = policy.MinNoticeMinutes, ["WindowDays"] = policy.WindowDays,
            ["SlotIntervalMinutes"] = policy.SlotIntervalMinutes, ["CancelCutOffHours"] = policy.CancelCutOffHours, ["PostsPerMinute"] = policy.PostsPerMinute,
            ["LinkDays"] = policy.LinkDays,
        };
    }

    private sealed record StepModel(int? MinNoticeMinutes, int? WindowDays, int? SlotIntervalMinutes, int? CancelCutOffHours, int? PostsPerMinute, int? LinkDays);
}
