using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Booking;
using PracticeCms.Scheduling.Catalog;
using PracticeCms.Scheduling.Contracts;
using PracticeCms.Scheduling.Recipes;

namespace PracticeCms.Scheduling;

public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services
        .AddTenantDb<SchedulingDb, Migrations>()
        .AddPermissions<Permissions>()
        .AddRecipeStep<LocationsStep>().AddRecipeStep<ResourcesStep>().AddRecipeStep<ServicesStep>().AddRecipeStep<WorkingHoursStep>().AddRecipeStep<BookingPoliciesStep>()
        .AddSingleton<PlanCache>().AddScoped<ReadPlan>().AddScoped<FindSlots>()
        .AddScoped<Claims>().AddScoped<AppointmentNotices>().AddScoped<ManageLink>()
        .AddScoped<BookAppointment>().AddScoped<MoveAppointment>().AddScoped<ChangeStatus>()
        .AddScoped<BookOnline>().AddScoped<ChangeOnline>().AddScoped<NextFreeTimes>().AddScoped<DayStrip>()
        .AddScoped<BookingPages>().AddScoped<VisitPages>().AddScoped<VisitInvite>().AddSingleton<BookingThrottle>()
        .AddScoped<IAppointments, AppointmentDirectory>().AddScoped<IServiceCatalog, ServiceCatalog>();

    public override void Configure(IEndpointRouteBuilder routes) => BookingEndpoints.Map(routes);
}
