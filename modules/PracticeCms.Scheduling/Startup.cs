using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Booking;
using PracticeCms.Scheduling.Catalog;
using PracticeCms.Scheduling.Contracts;
using PracticeCms.Scheduling.Demo;
using PracticeCms.Scheduling.History;
using PracticeCms.Scheduling.Recipes;
using PracticeCms.Scheduling.Resources;
using PracticeCms.Scheduling.Workflows;

namespace PracticeCms.Scheduling;

public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services
        .AddTenantDb<SchedulingDb, Migrations>(forVisitors: true)
        .AddFeatureService<IErasesClients, Erasure.EraseVisits>().AddFeatureService<IExportsClients, Exporting.ExportVisits>()
        .AddPermissions<Permissions>().AddNavigation<AdminMenu>()
        .AddScoped<ChecklistPlan>().AddChecklistItem<PractitionersItem>().AddChecklistItem<HoursItem>().AddChecklistItem<ServicesItem>().AddChecklistItem<BookingPageItem>()
        .AddScoped<SaveService>().AddScoped<SaveResource>().AddScoped<SaveLocation>().AddScoped<SaveHours>().AddScoped<SaveBookingPolicy>()
        .AddRecipeStep<LocationsStep>().AddRecipeStep<ResourcesStep>().AddRecipeStep<ServicesStep>().AddRecipeStep<WorkingHoursStep>().AddRecipeStep<BookingPoliciesStep>()
        .AddHomePageSource<BookingHome>().AddDemoData<DemoAppointments>()
        .AddFeatureService<ITimelineSource, VisitTimeline>().AddFeatureService<IClientTabProvider, VisitTabs>().AddFeatureService<IClientActionProvider, VisitActions>()
        .AddSingleton<PlanCache>().AddScoped<ReadPlan>().AddScoped<FindSlots>().AddScoped<TakenTimes>()
        .AddScoped<Claims>().AddScoped<AppointmentNotices>().AddScoped<ManageLink>()
        .AddScoped<BookAppointment>().AddScoped<MoveAppointment>().AddScoped<ChangeStatus>()
        .AddScoped<BookOnline>().AddScoped<ChangeOnline>().AddScoped<NextFreeTimes>().AddScoped<BookingQuestions>().AddScoped<DayStrip>()
        .AddScoped<BookingPages>().AddScoped<VisitPages>().AddScoped<VisitInvite>().AddSingleton<BookingThrottle>()
        .AddFeatureService<IMovesUnderClients, MoveAnswers>()
        .AddScoped<IAppointments, AppointmentDirectory>().AddScoped<IServiceCatalog, ServiceCatalog>();

    public override void Configure(IEndpointRouteBuilder routes)
    {
        BookingEndpoints.Map(routes);
        routes.MapPost("/admin/hours/{resource:guid}/remove", HoursEndpoints.RemoveAsync).RequirePermission(Permissions.ManageAvailability).WithSummary("Take other hours or time off back");
    }
}

[RequireFeatures("PracticeCms.Workflows")]
public sealed class WorkflowsStartup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services
        .AddActivity<AppointmentBookedEvent>().AddActivity<AppointmentMovedEvent>().AddActivity<AppointmentCancelledEvent>()
        .AddActivity<AppointmentArrivedEvent>().AddActivity<AppointmentNoShowEvent>()
        .AddWorkflowData<AppointmentData>().AddWorkflowAttachments<AppointmentData>()
        .AddEventHandler<AppointmentBooked, TriggerAppointmentEvents>().AddEventHandler<AppointmentMoved, TriggerAppointmentEvents>()
        .AddEventHandler<AppointmentCancelled, TriggerAppointmentEvents>().AddEventHandler<AppointmentArrived, TriggerAppointmentEvents>()
        .AddEventHandler<AppointmentNoShow, TriggerAppointmentEvents>();
}
