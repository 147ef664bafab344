using PracticeCms.Kernel.Backups;

namespace PracticeCms.UnitTests.Backups;

public sealed class RecoveryKeyTests
{
    [Fact]
    public void A_key_is_itself_again_when_it_is_typed_in()
    {
        using var key = RecoveryKey.Create();
        using var typed = RecoveryKey.Parse($"  {key.Text}\n").Value;

        Assert.Equal(key.Public.Id, typed.Public.Id);
        Assert.Equal(key.Text, typed.Text);
        Assert.Equal(key.Public.Id, BackupKey.Parse(key.Public.Text + "\n")!.Id);
    }

    [Fact]
    public void A_typing_error_is_found()
    {
        using var key = RecoveryKey.Create();
        var text = key.Text;
        for (var at = 0; at < text.Length; at += 7)
        {
            var wrong = text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..];
            Assert.False(RecoveryKey.Parse(wrong).Succeeded, wrong);
        }

        Assert.False(RecoveryKey.Parse("").Succeeded);
        Assert.False(RecoveryKey.Parse(text[..^1]).Succeeded);
        Assert.Null(BackupKey.Parse("AAAA"));
    }
}
