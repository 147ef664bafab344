namespace PracticeCms.UnitTests.Kernel;

public sealed class TextLengthTests
{
    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abc", 2, "ab")]
    [InlineData("a\U0001F600", 3, "a\U0001F600")]
    [InlineData("a\U0001F600", 2, "a")]
    [InlineData("\U0001F600", 1, "")]
    [InlineData("abc", 0, "")]
    public void A_text_is_cut_between_characters(string text, int length, string cut) => Assert.Equal(cut, text.AtMost(length));
}
