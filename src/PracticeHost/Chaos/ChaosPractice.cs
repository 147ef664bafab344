using System.Security.Cryptography;
using System.Text.Json;
using PracticeCms.Cli;

namespace PracticeHost.Chaos;

/// <summary>A practice that is made to be killed: twenty who can be booked, and a workflow that mails each booking's confirmation.</summary>
internal static class ChaosPractice
{
    public const string Service = "visit";
    public const string Email = "chaos@example.com";

    /// <summary>Sets it up with the same verb that an operator uses, in a process of its own.</summary>
    /// <returns>The password of its owner.</returns>
    public static async Task<string> SetUpAsync(string folder, string? postgresVariable, CancellationToken ct)
    {
        var recipe = Path.Combine(folder, "chaos.recipe.json");
        await File.WriteAllTextAsync(recipe, JsonSerializer.Serialize(Recipe()), ct);
        var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        string[] where = postgresVariable is null ? [] : ["--database", "postgres", "--connection-env", postgresVariable];
        var (code, said) = await ChildHost.RunAsync(
            folder,
            ["setup", "--recipe", recipe, "--name", "Chaos", "--admin-email", Email, "--password-env", "PRACTICE_CHAOS_PASSWORD", "--time-zone", "UTC", .. where],
            ct,
            ("PRACTICE_CHAOS_PASSWORD", password));
        if (code != ExitCodes.Ok)
        {
            throw new InvalidOperationException($"The practice could not be set up; 'setup' ended with {code}: {said}");
        }

        return password;
    }

    private static object Recipe()
    {
        var people = Enumerable.Range(1, 20).Select(i => $"p{i}").ToList();
        string[] week = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        return new
        {
            name = "chaos",
            displayName = "Chaos",
            issetuprecipe = true,
            steps = new object[]
            {
                new { name = "feature", enable = (string[])["PracticeCms.Users", "PracticeCms.Records", "PracticeCms.Scheduling", "PracticeCms.Billing", "PracticeCms.Messaging", "PracticeCms.Workflows"] },
                new { name = "themes", site = "PracticePublic", admin = "PracticeAdmin" },
                new { name = "settings", OutboundSettings = new { MessagesAnHour = 1_000_000, MessagesADay = 1_000_000 } },
                new { name = "Locations", Locations = (object[])[new { Code = "main", Name = "Main", Zone = "UTC" }] },
                new { name = "Resources", Resources = people.Select(p => new { Code = p, Name = p, Kind = "Practitioner", Location = "main" }) },
                new { name = "TaxRates", PricesIncludeTax = true, DefaultCode = "standard", TaxRates = (object[])[new { Code = "standard", Name = "Standard", Percent = "20", Category = "S" }] },
                new { name = "NumberSeries", NumberSeries = (object[])[Series("invoice", "INV"), Series("credit-note", "CN"), Series("receipt", "R")] },
                new { name = "Services", Services = (object[])[new { Code = Service, Name = "Visit", Price = "95.00", TaxCode = "standard", DurationMinutes = 30, IsOnline = true, Practitioners = people }] },
                new { name = "WorkingHours", WorkingHours = people.Select(p => new { Resource = p, Days = week, Ranges = (string[])["08:00-18:00"] }) },
                new { name = "BookingPolicies", MinNoticeMinutes = 0, WindowDays = 60, SlotIntervalMinutes = 30, CancelCutOffHours = 0, PostsPerMinute = 0 },
                new { name = "WorkflowType", data = (object[])[Confirmation()] },
            },
        };
    }

    private static object Series(string code, string letters) => new { Code = code, Name = code, Pattern = letters + "-{year}-{number}", Digits = 5, IsYearly = true };

    private static object Confirmation() => new
    {
        WorkflowTypeId = "chaos000000000000000000000",
        Name = "Confirm at once",
        IsEnabled = true,
        Activities = (object[])
        [
            new { ActivityId = "booked", Name = "AppointmentBookedEvent", IsStart = true, Properties = new { } },
            new
            {
                ActivityId = "confirm",
                Name = "EmailTask",
                Properties = new { Recipients = new { Expression = "{{ Client.Email }}" }, Subject = new { Expression = "See you" }, Body = new { Expression = "Your visit is booked." } },
            },
        ],
        Transitions = (object[])[new { Id = 0, SourceActivityId = "booked", SourceOutcomeName = "Done", DestinationActivityId = "confirm" }],
    };
}
