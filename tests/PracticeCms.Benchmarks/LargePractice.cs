using System.Text;
using PracticeCms.Records;
using PracticeCms.Scheduling;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Booking;
using PracticeCms.Scheduling.Catalog;
using PracticeCms.Scheduling.Resources;
using PracticeCms.Settings;

namespace PracticeCms.Benchmarks;

/// <summary>A medical practice of 100,000 clients, 50 practitioners and 100,000 visits of the last eleven months and the next.</summary>
/// <param name="Crowded">A Sunday with 60 visits.</param>
internal sealed record LargePractice(string Data, double ImportSeconds, LocalDate Crowded)
{
    public const int Clients = 100_000;
    public const int Practitioners = 50;
    public const string Service = "bench";

    public static readonly string[] SetUp =
        ["setup", "--recipe", "medical", "--name", "Bench", "--admin-email", StaffSession.Email, "--password-env", "PRACTICE_PASSWORD", "--time-zone", "America/New_York"];

    private static readonly string[] Given = ["Anna", "Berta", "Carl", "Dora", "Emil", "Fritz", "Greta", "Hans", "Ida", "Jon", "Karl", "Lena", "Mia", "Nils", "Otto", "Paula", "Rosa", "Sven", "Tina", "Vera"];
    private static readonly string[] First = ["Ash", "Birch", "Cedar", "Dale", "Elm", "Fern", "Glen", "Hill", "Iron", "Jade", "Kirk", "Lake", "Moor", "North", "Oak", "Pine", "Ridge", "Stone", "Vale", "West"];
    private static readonly string[] Second = ["ford", "wood", "field", "man", "son", "ley", "worth", "ton", "by", "well", "ham", "gate"];

    public static async Task<LargePractice> MakeAsync(BenchRun run)
    {
        var data = run.NewFolder("large");
        await HostProcess.VerbAsync(run, data, SetUp);
        var file = run.NewFolder("clients.csv");
        await WriteClientsAsync(file);
        BenchRun.Say($"importing {Clients} clients");
        var seconds = await HostProcess.VerbAsync(run, data, "import", "clients", file);
        BenchRun.Say("adding visits");
        await using var host = await TestHost.StartAsync(data, now: NodaTime.SystemClock.Instance.GetCurrentInstant());
        var crowded = await host.InAsync("Default", AddVisitsAsync);
        return new LargePractice(data, seconds, crowded);
    }

    /// <summary>Staff, hours and one service that all of them give; clients may book as fast as they like.</summary>
    public static Task<List<Resource>> AddStaffAsync(IServiceProvider services) => services.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
    {
        var db = services.GetRequiredService<SchedulingDb>();
        var location = await db.Locations.FirstAsync(ct);
        var staff = Enumerable.Range(0, Practitioners)
            .Select(i => new Resource { Id = Ids.New(), Code = $"p{i}", Name = $"Practitioner {i:00}", Kind = ResourceKind.Practitioner, LocationId = location.Id, Position = 100 + i })
            .ToList();
        var service = new Service { Id = Ids.New(), Code = Service, Name = "Consultation", DurationMinutes = 30, Currency = Currency.Of("USD"), IsOnline = true };
        db.AddRange(staff);
        db.Add(service);
        await services.GetRequiredService<IUnitOfWork>().FlushAsync(ct);
        db.AddRange(staff.Select(r => new ServicePractitioner { ServiceId = service.Id, ResourceId = r.Id }));
        db.AddRange(staff.SelectMany(r => Enumerable.Range(1, 5).Select(day => new AvailabilityRule { Id = Ids.New(), ResourceId = r.Id, Weekday = day, StartMinute = 540, EndMinute = 1020 })));
        await services.GetRequiredService<ISettings>().SaveAsync(new BookingPolicy { PostsPerMinute = 0 }, ct);
        return staff;
    });

    private static async Task<LocalDate> AddVisitsAsync(IServiceProvider services)
    {
        var staff = await AddStaffAsync(services);
        var today = services.GetRequiredService<ITenant>().Today(services.GetRequiredService<IClock>());
        var people = await services.GetRequiredService<RecordsDb>().Clients.AsNoTracking().Select(c => c.Id).ToListAsync();
        var service = await services.GetRequiredService<SchedulingDb>().Services.AsNoTracking().SingleAsync(s => s.Code == Service);
        var days = Enumerable.Range(-335, 368).Select(today.PlusDays).Where(d => d.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday)).ToList();
        var crowded = today.Next(IsoDayOfWeek.Sunday);
        var made = 0;
        foreach (var who in staff)
        {
            var starts = days.SelectMany(d => Enumerable.Range(0, 8).Select(i => d.At(new LocalTime(9 + i, (i + d.Day) % 2 * 30))));
            starts = who.Position < 110 ? starts.Concat(Enumerable.Range(0, 6).Select(i => crowded.At(new LocalTime(9 + i, 0)))) : starts;
            await AddAsync(services, who, service, starts.Select(s => (s, people[made++ % people.Count])).ToList());
        }

        return crowded;
    }

    private static Task AddAsync(IServiceProvider services, Resource who, Service service, List<(LocalDateTime Start, Guid Client)> visits) =>
        services.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
        {
            var db = services.GetRequiredService<SchedulingDb>();
            var zone = services.GetRequiredService<ITenant>().Zone;
            foreach (var (local, client) in visits)
            {
                var start = zone.AtLeniently(local).ToInstant();
                var visit = new Appointment
                {
                    Id = Ids.New(), ClientId = client, ServiceId = service.Id, PractitionerId = who.Id, LocationId = who.LocationId, Start = start, End = start + Duration.FromMinutes(30),
                    Zone = zone.Id, LocalDate = local.Date, LocalStart = local.TimeOfDay, ManageTokenHash = Ids.New().ToString("N"), BookedAt = start - Duration.FromDays(7),
                };
                db.Add(visit);
                db.Add(new Claim { Id = Ids.New(), ResourceId = who.Id, StartMinute = Span.Minute(start), EndMinute = Span.Minute(start) + 30, AppointmentId = visit.Id });
            }

            await services.GetRequiredService<IUnitOfWork>().FlushAsync(ct);
            db.ChangeTracker.Clear();
        });

    private static async Task WriteClientsAsync(string file)
    {
        var random = new Random(5);
        await using var writer = new StreamWriter(file, false, Encoding.UTF8);
        await writer.WriteLineAsync("Given name,Family name,Email,Phone,Birth date,City,Street,Postal code,Allergies,Insurance provider");
        for (var i = 0; i < Clients; i++)
        {
            var given = Given[random.Next(Given.Length)];
            var family = First[random.Next(First.Length)] + Second[random.Next(Second.Length)];
            // Those whom the list shows first are the ones whose records are opened: they have what is sealed.
            var secret = family == "Ashby" ? "Penicillin and nuts,Blue Mutual" : ",";
            await writer.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{given},{family},{given}.{family}{i}@example.com,+1202{2000000 + i},{1940 + (i % 80)}-{1 + (i % 12):00}-{1 + (i % 28):00},City{i % 300},{i % 400} Main Street,{10000 + (i % 9000)},{secret}"));
        }
    }
}
