namespace PracticeCms.Scheduling.Calendar;

/// <summary>The staff's board.</summary>
public sealed class CalendarStartup : StartupBase
{
    public override int Order => 10;

    public override void ConfigureServices(IServiceCollection services) => services
        .AddNavigation<CalendarMenu>()
        .AddDashboardCards<CalendarCards>().AddScoped<TodayVisits>()
        .AddScoped<LoadBoard>().AddScoped<LoadVisit>().AddScoped<BookAtDesk>().AddScoped<WallTimes>().AddScoped<CalendarAnswers>();

    public override void Configure(IEndpointRouteBuilder routes) => CalendarEndpoints.Map(routes);
}

internal sealed class CalendarMenu(IVocabulary words) : INavigationProvider
{
    public ValueTask BuildNavigationAsync(string name, NavigationBuilder builder)
    {
        _ = name switch
        {
            "admin" => builder.Add(NavigationGroups.Today, "Calendar", "admin/calendar", "calendar3", Permissions.ViewCalendar, 10, "g c"),
            "create" => builder.Add(NavigationGroups.Today, $"New {words.Lower("Appointment")}", "admin/calendar/new", "calendar-plus", Permissions.ManageAppointments, 10),
            _ => builder,
        };
        return ValueTask.CompletedTask;
    }
}
