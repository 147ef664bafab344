using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Calendar;

/// <summary>How a status looks: icon, words, tone and class. Never the colour alone.</summary>
internal static class VisitStatus
{
    public static string Text(AppointmentStatus status) => status switch
    {
        AppointmentStatus.Booked => "Booked",
        AppointmentStatus.Confirmed => "Confirmed",
        AppointmentStatus.Arrived => "Arrived",
        AppointmentStatus.Fulfilled => "Completed",
        AppointmentStatus.Cancelled => "Cancelled",
        AppointmentStatus.NoShow => "No-show",
        _ => "Entered in error",
    };

    public static string Icon(AppointmentStatus status) => status switch
    {
        AppointmentStatus.Booked => "calendar-event",
        AppointmentStatus.Confirmed => "calendar-check",
        AppointmentStatus.Arrived => "person-check",
        AppointmentStatus.Fulfilled => "check2-all",
        AppointmentStatus.Cancelled => "x-circle",
        AppointmentStatus.NoShow => "person-x",
        _ => "dash-circle",
    };

    public static string Tone(AppointmentStatus status) => status switch
    {
        AppointmentStatus.Confirmed => "info",
        AppointmentStatus.Arrived => "success",
        AppointmentStatus.NoShow => "danger",
        AppointmentStatus.Booked => "accent",
        _ => "neutral",
    };

    public static string Class(AppointmentStatus status) => "st-" + status.ToString().ToLowerInvariant();
}
