using PracticeCms.Kernel.Health;

namespace PracticeCms.UnitTests.Health;

/// <summary>With a sysfs of files: what lies where on a real one.</summary>
public sealed class VolumeEncryptionTests : IDisposable
{
    private readonly string sys = Directory.CreateTempSubdirectory("practice-sys-").FullName;

    private static readonly string[] Mounts =
    [
        "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw",
        "30 22 253:0 / /srv rw,relatime - ext4 /dev/mapper/vault rw",
        "31 22 253:1 / /srv/logical rw,relatime - ext4 /dev/mapper/vg-lv rw",
        "32 22 0:40 / /tmp rw - tmpfs tmpfs rw",
    ];

    public VolumeEncryptionTests()
    {
        Device("8:1", null);
        Device("253:0", "CRYPT-LUKS2-0123456789abcdef-vault");
        Device("253:1", "LVM-0123456789abcdef", below: "CRYPT-LUKS2-fedcba9876543210-pv");
    }

    public void Dispose() => Directory.Delete(sys, recursive: true);

    [Theory]
    [InlineData("/var/lib/practice", false)]
    [InlineData("/srv/practice", true)]
    [InlineData("/srv/logical/practice", true)]
    [InlineData("/srvother", false)]
    [InlineData("/tmp/practice", null)]
    public void A_folder_is_as_encrypted_as_the_device_below_it(string folder, bool? expected) => Assert.Equal(expected, VolumeEncryption.IsEncrypted(folder, sys, Mounts));

    private void Device(string number, string? id, string? below = null)
    {
        var node = Directory.CreateDirectory(Path.Combine(sys, "dev", "block", number)).FullName;
        if (id is not null)
        {
            Directory.CreateDirectory(Path.Combine(node, "dm"));
            File.WriteAllText(Path.Combine(node, "dm", "uuid"), id + "\n");
        }

        if (below is not null)
        {
            var slave = Directory.CreateDirectory(Path.Combine(node, "slaves", "dm-9", "dm")).FullName;
            File.WriteAllText(Path.Combine(slave, "uuid"), below + "\n");
        }
    }
}
