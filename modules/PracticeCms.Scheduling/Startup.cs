using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Catalog;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling;

public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services
        .AddTenantDb<SchedulingDb, Migrations>()
        .AddPermissions<Permissions>()
        .AddSingleton<PlanCache>().AddScoped<ReadPlan>().AddScoped<FindSlots>()
        .AddScoped<Claims>().AddScoped<AppointmentNotices>().AddScoped<ManageLink>()
        .AddScoped<BookAppointment>().AddScoped<MoveAppointment>().AddScoped<ChangeStatus>()
        .AddScoped<IAppointments, AppointmentDirectory>().AddScoped<IServiceCatalog, ServiceCatalog>();
}
