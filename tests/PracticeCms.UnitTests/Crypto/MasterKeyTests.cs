using System.Security.Cryptography;
using PracticeCms.Kernel.Crypto;

namespace PracticeCms.UnitTests.Crypto;

public sealed class MasterKeyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("practice-keys-").FullName;

    [Fact]
    public void The_first_start_makes_a_key_that_only_its_owner_reads()
    {
        var first = MasterKey.Load(folder, null);

        Assert.Equal(first.Id, MasterKey.Load(folder, null).Id);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "keys", "master.key")));
        }
    }

    [Fact]
    public async Task Nodes_that_start_for_the_first_time_together_have_one_key()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => MasterKey.Load(folder, null).Id)));

        Assert.Single(ids.Distinct());
        Assert.Equal(["master.id", "master.key"], Directory.GetFiles(Path.Combine(folder, "keys")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_wrong_key_is_refused_and_both_are_named()
    {
        var right = MasterKey.Load(folder, null);
        var other = RandomNumberGenerator.GetBytes(32);

        var refusal = Assert.Throws<MasterKeyException>(() => MasterKey.Load(folder, Convert.ToBase64String(other)));
        Assert.Contains(right.Id, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(new MasterKey(other).Id, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_key_is_not_replaced_by_a_new_one()
    {
        MasterKey.Load(folder, null);
        File.Delete(Path.Combine(folder, "keys", "master.key"));

        Assert.Throws<MasterKeyException>(() => MasterKey.Load(folder, null));
    }

    [Fact]
    public void What_is_wrapped_opens_for_the_same_use_alone()
    {
        var master = MasterKey.Load(folder, null);
        var wrapped = master.Wrap([1, 2, 3], "tenant a");

        Assert.Equal([1, 2, 3], master.Unwrap(wrapped, "tenant a"));
        Assert.ThrowsAny<CryptographicException>(() => master.Unwrap(wrapped, "tenant b"));
    }

    [Fact]
    public void A_placeholder_is_refused_before_anything_is_written_and_what_to_do_is_said()
    {
        byte[][] placeholders =
        [
            new byte[32], [.. Enumerable.Repeat((byte)0xFF, 32)], [.. Enumerable.Range(1, 32).Select(i => (byte)i)], [.. Enumerable.Range(0, 32).Select(i => (byte)(255 - (3 * i)))],
            [.. Enumerable.Range(0, 32).Select(i => (byte)(i * 7 % 15))],
        ];
        foreach (var text in placeholders.Select(p => Convert.ToBase64String(p)))
        {
            var given = Assert.Throws<MasterKeyException>(() => MasterKey.Load(folder, text));
            Assert.StartsWith(MasterKey.Variable, given.Message, StringComparison.Ordinal);
            Assert.Contains("openssl rand -base64 32", given.Message, StringComparison.Ordinal);
            Assert.False(Directory.Exists(Path.Combine(folder, "keys")));
        }

        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "keys")).FullName, "master.key");
        File.WriteAllText(file, Convert.ToBase64String(placeholders[0]));
        Assert.StartsWith(file, Assert.Throws<MasterKeyException>(() => MasterKey.Load(folder, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sixteen_different_bytes_in_no_order_are_a_key()
    {
        var key = Enumerable.Range(0, 32).Select(i => (byte)(i * 7 % 16)).ToArray();

        Assert.Equal(new MasterKey(key).Id, MasterKey.Load(folder, Convert.ToBase64String(key)).Id);
    }

    [Fact]
    public void A_placeholder_gives_way_to_a_key_and_never_takes_the_place_of_one()
    {
        var placeholder = Convert.ToBase64String(new byte[32]);

        Assert.Equal(new MasterKey(new byte[32]).Id, MasterKey.Load(folder, placeholder, goesOn: true).Id);
        var refusal = Assert.Throws<MasterKeyException>(() => MasterKeyRotation.Begin(folder, placeholder));
        Assert.StartsWith(MasterKeyRotation.NewVariable, refusal.Message, StringComparison.Ordinal);
        Assert.True(MasterKeyRotation.IsOver(folder));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
