using PracticeCms.Scheduling.Appointments;

namespace PracticeCms.Scheduling;

public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services
        .AddTenantDb<SchedulingDb, Migrations>()
        .AddPermissions<Permissions>()
        .AddScoped<Claims>().AddScoped<AppointmentNotices>()
        .AddScoped<BookAppointment>().AddScoped<MoveAppointment>().AddScoped<ChangeStatus>();
}
