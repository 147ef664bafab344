using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PracticeHost.Chaos;

/// <summary>What a guest was told of one visit. Unsure is what got no answer: it may have happened or not.</summary>
internal sealed record Promise(int Number, string Id, string Link, long Minute)
{
    public bool IsCancelled { get; init; }
    public bool IsUnsure { get; init; }

    /// <summary>A change takes back the confirmation that has not left yet.</summary>
    public bool WasChanged { get; init; }

    public static string AddressOf(int number) => string.Create(CultureInfo.InvariantCulture, $"guest{number}@example.com");
}

/// <summary>Books, moves and cancels over HTTP.</summary>
internal sealed partial class ChaosGuest(HttpClient http, Func<Uri> host, Random random, Action<HttpResponseMessage>? heard = null)
{
    private readonly Insistence asks = new(http, host, heard);
    private readonly Queue<(string Key, long Minute)> slots = new();

    /// <summary>Null when the time was taken by somebody else.</summary>
    public async Task<Promise?> BookAsync(int number, CancellationToken ct)
    {
        var (key, minute) = await SlotAsync(ct);
        var booked = await asks.AskAsync(
            "api/v1/public/bookings", () => JsonContent.Create(new { slotKey = key, client = new { givenName = "Guest", familyName = $"No{number}", email = Promise.AddressOf(number) } }), ct, $"chaos-{number}-{key}");
        if (booked.Status != HttpStatusCode.Created)
        {
            return booked.Status == HttpStatusCode.Conflict ? null : throw new InvalidOperationException($"A booking was answered with {(int)booked.Status}.");
        }

        using var answer = JsonDocument.Parse(booked.Text);
        var link = new Uri(answer.RootElement.GetProperty("manageUrl").GetString()!).AbsolutePath.TrimStart('/');
        return new Promise(number, answer.RootElement.GetProperty("id").GetString()!, link, minute);
    }

    public async Task<Promise> MoveAsync(Promise visit, CancellationToken ct)
    {
        var (key, minute) = await SlotAsync(ct);
        return await ChangeAsync(visit, $"{visit.Link}/move", ("slot", key), ct) switch
        {
            true => visit with { Minute = minute, WasChanged = true },
            false => visit,
            null => visit with { IsUnsure = true, WasChanged = true },
        };
    }

    public async Task<Promise> CancelAsync(Promise visit, CancellationToken ct) => await ChangeAsync(visit, $"{visit.Link}/cancel", ("x", ""), ct) switch
    {
        true => visit with { IsCancelled = true, WasChanged = true },
        false => visit,
        null => visit with { IsUnsure = true, WasChanged = true },
    };

    /// <summary>True where it was done, false where it was refused at once, null where an answer was lost before a refusal.</summary>
    private async Task<bool?> ChangeAsync(Promise visit, string path, (string Name, string Value) field, CancellationToken ct)
    {
        var page = await asks.AskAsync(path, null, ct);
        var token = Token().Match(page.Text).Groups[1].Value;
        if (page.Status != HttpStatusCode.OK || token.Length == 0)
        {
            return false;
        }

        var done = await asks.AskAsync(path, () => new FormUrlEncodedContent([new("__RequestVerificationToken", WebUtility.HtmlDecode(token)), new(field.Name, field.Value)]), ct);
        return done.Status is HttpStatusCode.Found or HttpStatusCode.OK ? true : done.WasLost ? null : false;
    }

    private async Task<(string Key, long Minute)> SlotAsync(CancellationToken ct)
    {
        while (slots.Count == 0)
        {
            var from = SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(random.Next(2, 50));
            var found = await asks.AskAsync(string.Create(CultureInfo.InvariantCulture, $"api/v1/public/availability?service={ChaosPractice.Service}&from={from:uuuu-MM-dd}&to={from.PlusDays(1):uuuu-MM-dd}"), null, ct);
            using var answer = JsonDocument.Parse(found.Text);
            var free = answer.RootElement.GetProperty("days").EnumerateArray().SelectMany(d => d.GetProperty("slots").EnumerateArray())
                .Select(s => (s.GetProperty("key").GetString()!, s.GetProperty("start").GetDateTimeOffset().ToUnixTimeSeconds() / 60)).ToArray();
            random.Shuffle(free);
            foreach (var slot in free.Take(5))
            {
                slots.Enqueue(slot);
            }
        }

        return slots.Dequeue();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
