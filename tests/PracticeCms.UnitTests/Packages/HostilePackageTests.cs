using System.IO.Compression;
using System.Text;
using PracticeCms.Kernel.Packages;

namespace PracticeCms.UnitTests.Packages;

/// <summary>Files that are no packages, or were made to do harm while they are unpacked. Each is refused, and nothing of it stays.</summary>
public sealed class HostilePackageTests : IDisposable
{
    private readonly TestPackage test = new();

    public void Dispose() => test.Dispose();

    [Theory]
    [InlineData("../x.dll"), InlineData("a/../../x.dll"), InlineData("/tmp/practice-evil.dll"), InlineData("C:/x.dll"), InlineData(@"..\x.dll"), InlineData(@"a\b.dll")]
    [InlineData("a//b.dll"), InlineData("./a.dll"), InlineData(".hidden"), InlineData("folder/"), InlineData("a.dll."), InlineData("a.dll "), InlineData("a\u0000.dll"), InlineData("a\n.dll"), InlineData("ä.dll")]
    public void A_name_that_is_no_plain_path_below_the_package_is_refused(string name) => Refused(Zip((name, [1])), "plain path");

    [Theory, InlineData("x.dll", "x.dll"), InlineData("x.dll", "X.DLL"), InlineData("module.json", "Module.json")]
    public void A_name_that_comes_twice_is_refused(string name, string again) => Refused(Zip((name, [1]), (again, [2])), "more than once");

    [Fact]
    public void A_link_is_refused() => Refused(
        test.Zip(zip =>
        {
            var entry = zip.CreateEntry("x.dll");
            entry.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var stream = entry.Open();
            stream.Write("/etc/passwd"u8);
        }),
        "is a link");

    [Fact]
    public void A_hundred_thousand_entries_are_refused() => Refused(
        test.Zip(zip =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                zip.CreateEntry($"f{i}");
            }
        }),
        "more than 1000 files");

    [Fact]
    public void What_unpacks_to_many_times_its_size_is_refused() => Refused(Zip(("x.dll", new byte[20_000_000])), "times its size");

    [Fact]
    public void What_unpacks_to_too_much_is_refused()
    {
        var noise = new byte[1_100_000];
        new Random(7).NextBytes(noise);
        Refused(Zip([.. Enumerable.Range(0, 190).Select(i => ($"f{i}", i % 10 == 0 ? noise : [.. noise[..20_000], .. new byte[1_080_000]]))]), "larger than 200 MB");
    }

    [Fact]
    public void An_entry_that_is_longer_than_it_says_is_refused()
    {
        var file = Zip(("module.json", new byte[3_000]));
        var bytes = File.ReadAllBytes(file);
        BitConverter.GetBytes(100).CopyTo(bytes, bytes.AsSpan().IndexOf("PK\u0001\u0002"u8) + 24); // its unpacked size in the directory
        File.WriteAllBytes(file, bytes);
        Refused(file, "cannot be read as a zip");
    }

    [Fact]
    public void A_package_that_was_cut_off_anywhere_is_refused()
    {
        var whole = File.ReadAllBytes(test.Pack());
        foreach (var length in Enumerable.Range(0, 40).Select(i => whole.Length * i / 40))
        {
            Refused(Written(whole[..length]), "package");
        }
    }

    [Fact]
    public void A_file_of_another_kind_is_refused() => Refused(Written("MZ, a program"u8.ToArray()), "cannot be read as a zip");

    [Fact]
    public void A_file_beyond_the_limit_is_refused_unread()
    {
        var file = test.PathOf("large");
        using (var stream = File.Create(file))
        {
            stream.SetLength(PackageFile.MostPacked + 1);
        }

        Refused(file, "larger than 50 MB");
    }

    public static TheoryData<string, string> Manifests { get; } = new()
    {
        { "", "not as it should be" },
        { "null", "is empty" },
        { "nonsense", "not as it should be" },
        { "[1]", "not as it should be" },
        { "{ \"id\": \"Acme.Board\" }", "not as it should be" },
        { Manifest(id: "../evil"), "needs an id" },
        { Manifest(id: "trusted"), "needs an id" },
        { Manifest(version: "../1.0"), "needs an id" },
        { Manifest(version: "1.00"), "needs an id" },
        { Manifest(assembly: "Other.dll"), "not among the files" },
        { Manifest(file: "../x.dll"), "plain path" },
        { Manifest(file: "module.json"), "plain path" },
        { Manifest(hash: "ABC"), "64 lower-case" },
        { Manifest().Replace("\"id\"", "\"id\": \"First\", \"id\"", StringComparison.Ordinal), "not as it should be" },
        { Manifest().Replace("\"id\"", "\"more\": 1, \"id\"", StringComparison.Ordinal), "not as it should be" },
        { Manifest().Replace("\"id\"", "\"ID\"", StringComparison.Ordinal), "not as it should be" },
        { new string('[', 100_000), "not as it should be" },
        { Manifest() + new string(' ', PackageManifest.MostBytes), "larger than 1024 KB" },
    };

    [Theory, MemberData(nameof(Manifests))]
    public void A_manifest_that_is_not_right_is_refused(string json, string why) =>
        Refused(Zip(("module.json", Encoding.UTF8.GetBytes(json)), ("Acme.Board.dll", [1])), why);

    [Fact]
    public void A_package_without_a_manifest_is_refused() => Refused(Zip(("Acme.Board.dll", [1])), "has no module.json");

    [Fact]
    public void A_file_that_the_manifest_does_not_list_is_refused() => Refused(
        Zip(("module.json", Encoding.UTF8.GetBytes(Manifest())), ("Acme.Board.dll", [1]), ("more.txt", [2])), "'more.txt' is not listed");

    [Fact]
    public void A_file_that_is_listed_and_not_there_is_refused() => Refused(Zip(("module.json", Encoding.UTF8.GetBytes(Manifest()))), "is missing");

    private static string Manifest(string id = "Acme.Board", string version = "1.0.0", string assembly = "Acme.Board.dll", string file = "Acme.Board.dll", string? hash = null) =>
        $$"""{ "id": "{{id}}", "version": "{{version}}", "assembly": "{{assembly}}", "files": { "{{file}}": "{{hash ?? PackageManifest.HashOf([1])}}" } }""";

    private string Zip(params (string Name, byte[] Bytes)[] entries) => test.Zip(zip =>
    {
        foreach (var (name, bytes) in entries)
        {
            // Stored where it would pack too well: these tests are about something else.
            using var stream = zip.CreateEntry(name, name == "module.json" ? CompressionLevel.NoCompression : CompressionLevel.Optimal).Open();
            stream.Write(bytes);
        }
    });

    private string Written(byte[] bytes)
    {
        var file = test.PathOf($"{Ids.New():N}");
        File.WriteAllBytes(file, bytes);
        return file;
    }

    private void Refused(string file, string why)
    {
        var added = test.Add(file, allowUnsigned: true);

        Assert.Equal(ProblemKind.Invalid, added.Problem?.Kind);
        Assert.Contains(why, added.Problem!.Message, StringComparison.Ordinal);
        Assert.Empty(test.Lying());
        Assert.False(File.Exists(Path.Combine(test.Data, "x.dll")) || File.Exists("/tmp/practice-evil.dll"));
    }
}
