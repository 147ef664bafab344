using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AngleSharp.Html.Dom;
using PracticeCms.IntegrationTests.Backups;
using PracticeCms.Kernel.Durable;
using PracticeCms.Records.Documents;

namespace PracticeCms.IntegrationTests.Secrets;

/// <summary>Words that nobody else writes, planted in everything that is sealed, used as staff and clients use it, and looked for in every file and row.</summary>
public sealed class CanaryTests
{
    private static readonly string[] Places = ["Identity", "Insurance", "Allergies", "Medication", "Draft", "Note", "Document", "Answer", "AnswerToo", "Refused", "Unread", "Asked"];

    private readonly Dictionary<string, string> canary = Places.ToDictionary(p => p, p => $"Zq{p}{Ids.New():N}"[..28]);

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task What_is_sealed_stands_nowhere_in_the_clear_however_it_is_used(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        var began = Directory.GetCreationTimeUtc(host.DataFolder);
        await host.SetUpAsync("medical", database);
        using var staff = await StaffSession.SignInAsync(host);

        var client = await AddClientAsync(staff);
        await WriteAsync(host, staff, client);
        await BookAsync(host, staff);
        await FailAsync(staff, client);
        await ReadAsync(staff, client);
        for (var hour = 0; hour < 4; hour++)
        {
            await host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");
            host.Clock.Advance(Duration.FromHours(8));
        }

        var rows = await BackedPractice.RowsAsync(host);
        Assert.Empty(from place in canary from table in rows where table.Value.Any(r => Holds(r, place.Value)) select $"{place.Key} in {table.Key}");
        Assert.Empty(await FilesAsync(host, database, began));
    }

    private async Task<Guid> AddClientAsync(StaffSession staff)
    {
        using var added = await staff.SubmitAsync("admin/clients/new", form =>
        {
            (form["Input.GivenName"], form["Input.FamilyName"], form["Input.Email"]) = ("Quinn", "Quill", "quinn@example.com");
            form[form.Keys.Single(k => k.EndsWith("IdentityNumber", StringComparison.Ordinal))] = canary["Identity"];
            foreach (var (field, place) in ((string, string)[])[("InsuranceProvider", "Insurance"), ("Allergies", "Allergies"), ("Medication", "Medication")])
            {
                form[form.Keys.Single(k => k.Contains(field, StringComparison.Ordinal))] = canary[place];
            }
        });
        Assert.True(Guid.TryParse(added.RequestMessage!.RequestUri!.Segments[^1], out var client), $"{added.RequestMessage.RequestUri} {added.StatusCode}");
        return client;
    }

    private async Task WriteAsync(TestHost host, StaffSession staff, Guid client)
    {
        foreach (var place in (string[])["Draft", "Note"])
        {
            var path = $"admin/clients/{client}?tab=notes";
            var page = await staff.PageAsync(path);
            var field = ((IHtmlTextAreaElement)page.QuerySelector("#write textarea")!).Name!;
            var button = page.QuerySelectorAll("#write button[name]").OfType<IHtmlButtonElement>().FirstOrDefault(b => b.Value == (place == "Draft" ? "draft" : "sign"));
            using var written = await staff.SendAsync(path, page, "#write", form =>
            {
                form[field] = canary[place];
                if (button is not null)
                {
                    form[button.Name!] = button.Value;
                }
            });
            Assert.Equal(HttpStatusCode.OK, written.StatusCode);
        }

        using var letter = new MemoryStream(Encoding.UTF8.GetBytes($"Dear {canary["Document"]}"));
        await host.InAsync("Default", s => s.GetRequiredService<StoreDocument>().ExecuteAsync(new(client, "letter.txt", "text/plain", letter), default));
    }

    private async Task BookAsync(TestHost host, StaffSession staff)
    {
        var day = host.Clock.GetCurrentInstant().InUtc().Date.PlusDays(3);
        var free = await staff.Http.GetFromJsonAsync<JsonElement>(FormattableString.Invariant($"api/v1/public/availability?service=check-up&from={day:uuuu-MM-dd}&to={day.PlusDays(6):uuuu-MM-dd}"));
        var slot = free.GetProperty("days").EnumerateArray().SelectMany(d => d.GetProperty("slots").EnumerateArray()).First().GetProperty("key").GetString();
        foreach (var reason in (string[])[new string('x', 5000) + canary["Refused"], canary["Answer"]])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/public/bookings")
            {
                Content = JsonContent.Create(new { slotKey = slot, client = new { givenName = "Quinn", familyName = "Quill", email = "quinn@example.com" }, answers = new { Reason = reason, FirstTime = true, Allergies = canary["AnswerToo"] } }),
            };
            request.Headers.Add("Idempotency-Key", Ids.New().ToString());
            using var booked = await staff.Http.SendAsync(request);
            Assert.Equal(reason.Length > 5000 ? HttpStatusCode.BadRequest : HttpStatusCode.Created, booked.StatusCode);
        }
    }

    /// <summary>What is refused, cannot be read, or is asked for must not end up in the log of failures either.</summary>
    private async Task FailAsync(StaffSession staff, Guid client)
    {
        using var wrong = await staff.SubmitAsync($"admin/clients/{client}/edit", form =>
        {
            form["Input.Email"] = "nobody";
            form[form.Keys.Single(k => k.Contains("Allergies", StringComparison.Ordinal))] = canary["Refused"];
        });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var untold = await staff.Http.PostAsync($"admin/clients/{client}/edit", new FormUrlEncodedContent([new("Input.Custom.Allergies", canary["Unread"])]));
        using var broken = await staff.Http.PostAsync("api/v1/public/bookings", new StringContent($"{{\"answers\":{{\"Reason\":\"{canary["Unread"]}\"", Encoding.UTF8, "application/json"));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (untold.StatusCode, broken.StatusCode));
        foreach (var path in (string[])[$"admin/clients?q={canary["Asked"]}", $"admin/find?q={canary["Asked"]}", $"admin/clients/{canary["Asked"]}", $"api/v1/clients?q={canary["Asked"]}", $"{canary["Asked"]}?x={canary["Asked"]}"])
        {
            using var asked = await staff.Http.GetAsync(path);
            Assert.True((int)asked.StatusCode < 500, path);
        }
    }

    private async Task ReadAsync(StaffSession staff, Guid client)
    {
        var seen = new StringBuilder();
        foreach (var path in (string[])[$"admin/clients/{client}", $"admin/clients/{client}?tab=notes", $"admin/clients/{client}?tab=documents", $"admin/clients/{client}?tab=who-looked", $"admin/clients/{client}/edit", "admin/clients/export.csv", "admin/calendar", "admin", "admin/privacy",
            $"admin/clients?q={canary["Identity"]}", $"api/v1/clients?q={canary["Identity"]}"])
        {
            seen.Append(await staff.Http.GetStringAsync(path));
        }

        var page = await staff.PageAsync($"admin/clients/{client}");
        using var revealed = await staff.Http.PostAsync($"admin/clients/{client}/reveal", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = page.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!, ["field"] = "IdentityNumber",
        }));
        seen.Append(await revealed.Content.ReadAsStringAsync());
        Assert.All((string[])["Allergies", "Medication", "Insurance", "Note", "Identity"], place => Assert.True(Holds(seen.ToString(), canary[place]), $"{place} was not shown."));
    }

    private async Task<List<string>> FilesAsync(TestHost host, DatabaseProvider database, DateTime began)
    {
        var files = Directory.EnumerateFiles(host.DataFolder, "*", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(Path.GetTempPath()).Where(f => File.GetLastWriteTimeUtc(f) > began));
        if (database == DatabaseProvider.Postgres && await ServerFilesAsync(host) is { } server)
        {
            files = files.Concat(Directory.EnumerateFiles(Path.Combine(server, "base"), "*", SearchOption.AllDirectories)).Concat(Directory.EnumerateFiles(Path.Combine(server, "pg_wal")));
        }

        return [.. from file in files let text = Read(file) from place in canary where Holds(text, place.Value) select $"{place.Key} in {file}"];
    }

    /// <summary>The folder of a server on this machine whose files may be read; null where it is elsewhere.</summary>
    private static Task<string?> ServerFilesAsync(TestHost host) => host.InAsync("Default", async services =>
    {
        var db = services.GetRequiredService<PracticeCms.Kernel.Data.KernelDb>();
        await db.Database.ExecuteSqlRawAsync("CHECKPOINT");
        var folder = await db.Database.SqlQueryRaw<string>("SELECT current_setting('data_directory') AS \"Value\"").SingleAsync();
        return Environment.UserName == "root" && Directory.Exists(folder) ? folder : null;
    });

    private static string Read(string file)
    {
        try
        {
            // A pipe or a socket has no length, and opening a pipe waits for whoever writes into it.
            if (new FileInfo(file).Length == 0)
            {
                return "";
            }

            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            stream.CopyTo(content);
            return Encoding.Latin1.GetString(content.ToArray());
        }
        catch (Exception e) when (e is FileNotFoundException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static bool Holds(string text, string canary) => text.Contains(canary, StringComparison.OrdinalIgnoreCase);
}
