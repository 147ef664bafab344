using PracticeCms.Settings;
using Xunit;

namespace PracticeCms.UnitTests.Kernel;

/// <summary>Sentences of the product in the words of a practice.</summary>
public sealed class VocabularyTests
{
    [Theory]
    [InlineData("See {clients} and how to reach them", "See patients and how to reach them")]
    [InlineData("{Clients}", "Patients")]
    [InlineData("{Client} of a {service}", "Patient of a MRI")]
    [InlineData("Change {services}", "Change MRIs")]
    [InlineData("plain", "plain")]
    public void A_sentence_takes_the_words_it_names(string text, string expected) => Assert.Equal(expected, new Words().Say(text));

    [Fact]
    public void A_plural_keeps_the_case_that_its_word_keeps()
    {
        Assert.Equal("patients", new Words().LowerPlural("Client"));
        Assert.Equal("MRIs", new Words().LowerPlural("Service"));
    }

    private sealed class Words : IVocabulary
    {
        public string this[string key] => key switch { "Client" => "Patient", "Service" => "MRI", _ => key };

        public string Lower(string key) => this[key] == "MRI" ? "MRI" : this[key].ToLowerInvariant();

        public string Plural(string key) => this[key] + "s";
    }
}
