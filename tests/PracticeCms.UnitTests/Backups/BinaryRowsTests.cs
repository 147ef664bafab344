using System.Buffers.Binary;
using PracticeCms.Kernel.Backups;

namespace PracticeCms.UnitTests.Backups;

public sealed class BinaryRowsTests
{
    [Fact]
    public void Rows_have_one_sum_however_they_are_cut_and_ordered()
    {
        byte[][] rows = [Row("a", null, "long"), Row("b", "", "x"), Row(), Row("a", null, "long")];
        var whole = Digest(Copy(rows), int.MaxValue);

        Assert.Equal(4, whole.Rows);
        Assert.All(Enumerable.Range(1, 30), size => Assert.Equal(whole, Digest(Copy(rows), size)));
        Assert.Equal(whole, Digest(Copy([rows[2], rows[3], rows[0], rows[1]]), 7));
        Assert.NotEqual(whole, Digest(Copy(rows[..3]), 7));
        Assert.NotEqual(whole, Digest(Copy([rows[0], Row("b", null, "x"), rows[2], rows[3]]), 7));
    }

    [Fact]
    public void A_copy_that_ends_early_is_no_table()
    {
        var copy = Copy([Row("a")]);

        Assert.Throws<InvalidDataException>(() => Digest(copy[..^2], 5));
        Assert.Throws<InvalidDataException>(() => Digest([.. copy, 0], 5));
    }

    private static TableDigest Digest(byte[] copy, int size)
    {
        using var rows = new BinaryRows();
        for (var at = 0; at < copy.Length; at += Math.Min(size, copy.Length))
        {
            rows.Add(copy.AsSpan(at, Math.Min(size, copy.Length - at)));
        }

        return rows.ToDigest("t");
    }

    private static byte[] Copy(byte[][] rows) => [.. "PGCOPY\n"u8, 0xFF, 0x0D, 0x0A, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. rows.SelectMany(r => r), 0xFF, 0xFF];

    private static byte[] Row(params string?[] fields)
    {
        var bytes = new List<byte> { 0, (byte)fields.Length };
        foreach (var field in fields)
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, field?.Length ?? -1);
            bytes.AddRange(length);
            bytes.AddRange(System.Text.Encoding.ASCII.GetBytes(field ?? ""));
        }

        return [.. bytes];
    }
}
