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

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
