using System.Globalization;
using PracticeCms.Ui;

namespace PracticeCms.Tasks.List;

/// <summary>How urgent a task is, in a word and a tone.</summary>
internal sealed record DueBadge(string Text, string Tone, string Icon)
{
    public static DueBadge? For(LocalDate? due, LocalDate today, CultureInfo culture)
    {
        if (due is not { } day)
        {
            return null;
        }

        var days = Period.DaysBetween(today, day);
        return days switch
        {
            < -1 => new DueBadge($"{-days} days late", "danger", "exclamation-triangle"),
            -1 => new DueBadge("Since yesterday", "danger", "exclamation-triangle"),
            0 => new DueBadge("Today", "warning", "clock"),
            1 => new DueBadge("Tomorrow", "info", "calendar"),
            < 7 => new DueBadge(day.ToString("dddd", culture), "info", "calendar"),
            _ => new DueBadge(Moment.Date(day, culture), "neutral", "calendar"),
        };
    }
}
