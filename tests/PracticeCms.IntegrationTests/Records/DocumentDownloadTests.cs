using System.Net;
using System.Text;
using PracticeCms.Kernel.Files;
using PracticeCms.Records;
using PracticeCms.Records.Clients;
using PracticeCms.Records.Documents;

namespace PracticeCms.IntegrationTests.Records;

/// <summary>A document over HTTP: whole, whatever part of it is asked for, and without a byte that is not the one that was stored.</summary>
public sealed class DocumentDownloadTests
{
    /// <summary>Three chunks on disk, the last one shorter. No line is like another.</summary>
    private static readonly byte[] Content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 25_000).Select(i => $"{i:00000}\n")));

    /// <summary>No part; parts inside of a chunk, up to its end, across two, from the begin of the next and at the end of all; beyond the end; several; and none that makes sense.</summary>
    private static readonly string?[] Ranges =
    [
        null, "bytes=0-9", "bytes=65526-65535", "bytes=65530-65545", "bytes=65536-65545", "bytes=149990-", "bytes=-10", "bytes=150000-", "bytes=1000000-1000009", "bytes=0-9,65536-65545", "bytes=9-0",
    ];

    [Fact]
    public async Task Whatever_part_is_asked_for_the_whole_document_comes()
    {
        await using var host = await TestHost.StartAsync();
        var (address, _) = await StoreAsync(host);
        using var staff = await StaffSession.SignInAsync(host);
        foreach (var range in Ranges)
        {
            var answer = await AskAsync(staff, address, range);

            Assert.Equal((range, HttpStatusCode.OK, true, false), (range, answer.Status, answer.IsWhole, answer.IsPart));
            Assert.Equal(Content, answer.Body);
            Assert.Equal((long?)Content.Length, answer.Announced);
        }
    }

    [Fact]
    public async Task Nothing_is_sent_of_a_chunk_that_is_not_the_one_that_was_stored()
    {
        await using var host = await TestHost.StartAsync();
        var (address, file) = await StoreAsync(host);
        using var staff = await StaffSession.SignInAsync(host);
        var stored = await File.ReadAllBytesAsync(file);
        foreach (var (damaged, sound) in Damages(stored))
        {
            await File.WriteAllBytesAsync(file, damaged);
            foreach (var range in Ranges)
            {
                var answer = await AskAsync(staff, address, range);

                Assert.False(answer.IsPart);
                if (sound == 0)
                {
                    Assert.Equal((range, HttpStatusCode.InternalServerError), (range, answer.Status));
                    Assert.False(Tells(answer.Body));
                }
                else
                {
                    Assert.False(answer.IsWhole);
                    Assert.InRange(answer.Body.Length, 0, sound * ChunkFormat.Clear);
                    Assert.Equal(Content[..answer.Body.Length], answer.Body);
                }
            }
        }

        await File.WriteAllBytesAsync(file, stored);
        Assert.Equal(Content, (await AskAsync(staff, address, null)).Body);
    }

    /// <param name="IsPart">It says that it is one.</param>
    /// <param name="IsWhole">It came to its end.</param>
    /// <param name="Announced">How long it was said to be.</param>
    private sealed record Answer(HttpStatusCode Status, bool IsPart, byte[] Body, bool IsWhole, long? Announced);

    private static async Task<Answer> AskAsync(StaffSession staff, string address, string? range)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (range is not null)
        {
            request.Headers.TryAddWithoutValidation("Range", range);
        }

        using var answer = await staff.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var body = new MemoryStream();
        var isWhole = true;
        var announced = answer.Content.Headers.ContentLength;
        try
        {
            await answer.Content.CopyToAsync(body);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            isWhole = false;
        }

        return new Answer(answer.StatusCode, answer.StatusCode == HttpStatusCode.PartialContent || answer.Content.Headers.ContentRange is not null, body.ToArray(), isWhole, announced);
    }

    /// <summary>Whether any line of the document is in it.</summary>
    private static bool Tells(byte[] body) => Encoding.ASCII.GetString(body).Split('\n').Any(l => l.Length == 5 && l.All(char.IsAsciiDigit));

    /// <summary>The file with something wrong each time, and how many of its chunks come before that.</summary>
    private static IEnumerable<(byte[] File, int Sound)> Damages(byte[] stored)
    {
        foreach (var (at, sound) in ((int, int)[])
            [(0, 0), (ChunkFormat.Sealed - 1, 0), (ChunkFormat.Sealed, 1), ((2 * ChunkFormat.Sealed) - 1, 1), (2 * ChunkFormat.Sealed, 2), (stored.Length - 1, 2)])
        {
            var flipped = stored.ToArray();
            flipped[at] ^= 1;
            yield return (flipped, sound);
        }

        var (first, second, last) = (stored[..ChunkFormat.Sealed], stored[ChunkFormat.Sealed..(2 * ChunkFormat.Sealed)], stored[(2 * ChunkFormat.Sealed)..]);
        byte[] swapped = [.. second, .. first, .. last];
        byte[] doubled = [.. first, .. first, .. last];
        byte[] cut = [.. first, .. second];
        yield return (swapped, 0);
        yield return (doubled, 1);
        yield return (cut, 0); // its length is looked at before anything is read
    }

    /// <returns>Where the document is found over HTTP, and on disk.</returns>
    private static async Task<(string Address, string File)> StoreAsync(TestHost host)
    {
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        var details = new ClientDetails { GivenName = "Ada", FamilyName = "Quill", SaveAnyway = true };
        var client = (await host.InAsync("Default", s => s.GetRequiredService<CreateClient>().ExecuteAsync(new CreateClient.Request(details), default))).Value;
        using var content = new MemoryStream(Content);
        var document = (await host.InAsync("Default", s => s.GetRequiredService<StoreDocument>().ExecuteAsync(new StoreDocument.Request(client, "list.txt", "text/plain", content), default))).Value;
        var id = await host.InAsync("Default", s => s.GetRequiredService<RecordsDb>().Documents.Where(d => d.Id == document).Select(d => d.FileId).SingleAsync());
        var files = Path.Combine(host.DataFolder, "Tenants", "Default", "files");
        return ($"admin/clients/{client}/documents/{document}", Assert.Single(Directory.GetFiles(files, id.ToString("N"), SearchOption.AllDirectories)));
    }
}
