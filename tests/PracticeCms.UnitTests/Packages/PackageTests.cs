using System.Security.Cryptography;
using PracticeCms.Kernel.Packages;

namespace PracticeCms.UnitTests.Packages;

/// <summary>Packages that are right: how they are made, whom they need to be signed by, and that not a bit of them may change.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly TestPackage test = new();

    public void Dispose() => test.Dispose();

    [Theory, InlineData(false), InlineData(true)]
    public void The_same_input_makes_the_same_bytes(bool signed)
    {
        using var key = signed ? test.Key() : null;

        Assert.Equal(File.ReadAllBytes(test.Pack(key)), File.ReadAllBytes(test.Pack(key)));
    }

    [Fact]
    public void A_package_is_placed_whole_and_placing_it_again_changes_nothing()
    {
        var file = test.Pack();
        var first = test.Add(file, allowUnsigned: true).Value;
        var written = Directory.GetLastWriteTimeUtc(test.Placed);
        var again = test.Add(file, allowUnsigned: true).Value;

        Assert.Equal((true, false), (first.Changed, again.Changed));
        Assert.Equal(written, Directory.GetLastWriteTimeUtc(test.Placed));
        Assert.Equal([TestPackage.Id], test.Lying());
        Assert.All(TestPackage.Files, f => Assert.Equal(f.Value, File.ReadAllBytes(Path.Combine(test.Placed, f.Key))));
    }

    [Fact]
    public void A_version_with_other_content_is_a_conflict_and_changes_nothing()
    {
        test.Add(test.Pack(), allowUnsigned: true);
        var other = test.Add(test.Pack(files: new() { [TestPackage.Assembly] = [9] }), allowUnsigned: true);

        Assert.Equal("version-taken", other.Problem?.Code);
        Assert.Equal(TestPackage.Files[TestPackage.Assembly], File.ReadAllBytes(Path.Combine(test.Placed, TestPackage.Assembly)));
    }

    [Fact]
    public void A_damaged_package_is_not_taken_for_the_same()
    {
        var file = test.Pack();
        test.Add(file, allowUnsigned: true);
        File.AppendAllText(Path.Combine(test.Placed, TestPackage.Assembly), "x");

        Assert.Equal("version-taken", test.Add(file, allowUnsigned: true).Problem?.Code);
    }

    [Fact]
    public void An_id_that_differs_in_capitals_alone_is_a_conflict()
    {
        test.Add(test.Pack(), allowUnsigned: true);

        Assert.Equal("same-id", test.Add(test.Pack(id: "acme.board"), allowUnsigned: true).Problem?.Code);
    }

    [Fact]
    public void Two_changes_at_once_are_one_after_the_other()
    {
        using var other = test.Store.TryBegin();

        Assert.Equal("busy", test.Add(test.Pack(), allowUnsigned: true).Problem?.Code);
    }

    [Theory]
    [InlineData("nobody", "nobody", false, false), InlineData("nobody", "nobody", true, true), InlineData("somebody", "nobody", false, false), InlineData("somebody", "nobody", true, true)]
    [InlineData("acme", "acme", false, true), InlineData("nobody", "acme", true, false), InlineData("somebody", "acme", true, false), InlineData("acme", "broken", true, false)]
    public void A_package_is_taken_from_trusted_signers_or_where_there_are_none_when_said_so(string signer, string trusted, bool allowUnsigned, bool taken)
    {
        using var acme = test.Key(trusted == "acme" ? "acme" : null);
        using var somebody = test.Key();
        if (trusted == "broken")
        {
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(test.Store.Root, PackageStore.TrustedFolder)).FullName, "acme.pem"), "no key");
        }

        var added = test.Add(test.Pack(signer switch { "acme" => acme, "somebody" => somebody, _ => null }), allowUnsigned);

        Assert.Equal(taken, added.Succeeded);
        Assert.Equal(taken ? null : ProblemKind.Invalid, added.Problem?.Kind);
        Assert.Equal(taken, Directory.Exists(test.Placed));
        Assert.True(signer != "acme" || !taken || added.Value.Package.Signer == "acme");
    }

    [Fact]
    public void A_key_that_is_trusted_later_refuses_what_is_there_until_it_is_signed()
    {
        test.Add(test.Pack(), allowUnsigned: true);
        using var key = test.Key("acme");

        Assert.Contains("is not signed", Read().Problem!.Message, StringComparison.Ordinal);
        Assert.True(test.Add(test.Pack(key)).Value.Changed);
        Assert.Equal("acme", Read().Value.Signer);
    }

    [Fact]
    public void Not_one_bit_of_a_placed_package_may_change()
    {
        using var key = test.Key("acme");
        test.Add(test.Pack(key));
        Assert.True(Read().Succeeded);

        Assert.Empty(Flips().Where(_ => Read().Succeeded));
    }

    [Fact]
    public void Nor_of_one_that_is_not_signed()
    {
        test.Add(test.Pack(), allowUnsigned: true);

        Assert.Empty(Flips().Where(_ => Read().Succeeded));
    }

    [Fact]
    public void Any_other_file_or_link_in_a_placed_package_is_refused()
    {
        test.Add(test.Pack(), allowUnsigned: true);
        var extra = Path.Combine(test.Placed, "note.txt");
        File.WriteAllText(extra, "hello");
        Assert.Contains("'note.txt' is not listed", Read().Problem!.Message, StringComparison.Ordinal);

        File.Delete(extra);
        Directory.CreateSymbolicLink(extra, "/");
        Assert.Contains("'note.txt' is a link", Read().Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_is_taken_away_beside_others_and_the_last_with_its_folder()
    {
        test.Add(test.Pack(), allowUnsigned: true);
        test.Add(test.Pack(version: "1.10.0"), allowUnsigned: true);
        test.Add(test.Pack(version: "1.9.0"), allowUnsigned: true);
        Assert.Equal(["1.10.0", "1.9.0", "1.0.0"], test.Store.Versions(TestPackage.Id));

        test.Store.Remove(TestPackage.Id, "1.9.0");
        test.Store.Remove(TestPackage.Id, "1.10.0");
        Assert.Equal(["1.0.0"], test.Store.Versions(TestPackage.Id));

        test.Store.Remove(TestPackage.Id, "1.0.0");
        Assert.Empty(test.Lying());
    }

    private Result<PackageFolder> Read() => PackageFolder.Read(test.Placed, TestPackage.Id, "1.0.0", TrustedSigners.Of(test.Store));

    /// <summary>Flips each bit in turn while its name is looked at.</summary>
    private IEnumerable<string> Flips()
    {
        foreach (var file in Directory.GetFiles(test.Placed, "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            for (var bit = 0; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                File.WriteAllBytes(file, bytes);
                yield return $"{Path.GetFileName(file)} bit {bit}";
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            File.WriteAllBytes(file, bytes);
        }
    }
}
