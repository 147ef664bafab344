namespace PracticeCms.Workflows.Activities;

internal static class WaitSentence
{
    public static string For(WaitUntilTask wait)
    {
        var parts = new[] { Part(wait.OffsetDays, "day"), Part(wait.OffsetHours, "hour"), Part(wait.OffsetMinutes, "minute") }.Where(p => p.Length > 0).ToList();
        var before = (long)wait.OffsetDays + wait.OffsetHours + wait.OffsetMinutes < 0;
        var anchor = wait.RelativeTo == "Appointment.Start" ? "the visit" : Plain.Path(wait.RelativeTo);
        var when = parts.Count == 0 ? $"Wait until {anchor}" : $"Wait until {string.Join(" and ", parts)} {(before ? "before" : "after")} {anchor}";
        return when + (wait.NotAtNight ? ", not at night" : "");
    }

    private static string Part(long amount, string unit) => amount == 0 ? "" : $"{Math.Abs(amount)} {unit}{(Math.Abs(amount) == 1 ? "" : "s")}";
}
