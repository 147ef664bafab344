using System.Security.Cryptography;
using PracticeCms.Kernel.Audit.Proof;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.UnitTests.Audit;

/// <summary>The files of the audit's own public key.</summary>
public sealed class AuditKeysTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("practice-audit-keys-").FullName;

    private string Keys => Path.Combine(folder, "keys", "audit");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("", null)]
    [InlineData("", "")]
    [InlineData(null, "00")]
    [InlineData("-----BEGIN PUBLIC KEY-----\n", "00")]
    public void A_key_that_a_start_left_half_written_is_put_right(string? key, string? code)
    {
        using var keys = SealedLog.NewKeys(folder);
        var own = Assert.Single(keys.Published());
        var file = Assert.Single(Directory.GetFiles(Keys, "*.pub"));

        Leave(file, key);
        Leave(file + ".mac", code);

        Assert.Equal(own, Assert.Single(keys.Published()));
        Assert.Equal(2, Directory.GetFiles(Keys).Length);
    }

    [Fact]
    public void Nodes_that_start_together_believe_one_key()
    {
        var master = new MasterKey(RandomNumberGenerator.GetBytes(32));
        var nodes = Enumerable.Range(0, 8).Select(_ => new AuditKeys(new Lazy<MasterKey>(master), new DataFolder(folder))).ToList();

        Parallel.ForEach(nodes, node => Assert.Single(node.Published()));

        Assert.Single(nodes.Select(n => n.Published()[0]).Distinct());
        Assert.Equal(2, Directory.GetFiles(Keys).Length);
        nodes.ForEach(n => n.Dispose());
    }

    private static void Leave(string file, string? text)
    {
        if (text is null)
        {
            File.Delete(file);
        }
        else
        {
            File.WriteAllText(file, text);
        }
    }
}
