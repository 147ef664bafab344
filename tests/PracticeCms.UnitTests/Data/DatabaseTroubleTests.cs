using PracticeCms.Kernel.Data;

namespace PracticeCms.UnitTests.Data;

public sealed class DatabaseTroubleTests
{
    [Theory]
    [InlineData(5, nameof(DatabaseTrouble.Disk))] // EIO
    [InlineData(28, nameof(DatabaseTrouble.Full))] // ENOSPC
    [InlineData(30, nameof(DatabaseTrouble.Disk))] // EROFS
    [InlineData(122, nameof(DatabaseTrouble.Full))] // EDQUOT
    [InlineData(104, nameof(DatabaseTrouble.None))] // ECONNRESET
    public void What_the_disk_of_the_files_says_is_told_from_other_failures(int code, string trouble) =>
        Assert.Equal(trouble, DatabaseTroubles.Of(new InvalidOperationException("outer", new IOException("inner", code))).ToString());
}
