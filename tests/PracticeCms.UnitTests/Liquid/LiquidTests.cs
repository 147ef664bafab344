using System.Globalization;
using DotLiquid;
using NodaTime;
using PracticeCms.Kernel.Liquid;
using PracticeCms.Settings;
using Xunit;

namespace PracticeCms.UnitTests.Liquid;

public sealed class LiquidTests
{
    private static readonly Dictionary<string, object?> Model = new()
    {
        ["name"] = "<b>Ada & Bob</b>",
        ["list"] = new[] { "<", ">" },
        ["at"] = Instant.FromUtc(2026, 1, 31, 9, 30),
        ["day"] = new LocalDate(2026, 1, 31),
        ["price"] = new Money(123456, Currency.Of("EUR")),
        ["client"] = new Dictionary<string, object?> { ["given_name"] = "<i>" },
        ["record"] = new Visit("<u>", 3),
        ["lines"] = "<a>\r\nb\n\nc",
        ["content"] = new HtmlText("<main></main>"),
    };

    [Theory]
    [InlineData("{{ name }}", "&lt;b&gt;Ada &amp; Bob&lt;/b&gt;")]
    [InlineData("{{ name | raw }}", "<b>Ada & Bob</b>")]
    [InlineData("{{ name | raw | upcase }}", "&lt;B&gt;ADA &amp; BOB&lt;/B&gt;")]
    [InlineData("{{ name | escape }}", "&lt;b&gt;Ada &amp; Bob&lt;/b&gt;")]
    [InlineData("{{ list }}", "&lt;&gt;")]
    [InlineData("{{ list | join: '<' }}", "&lt;&lt;&gt;")]
    [InlineData("{{ client.given_name }}", "&lt;i&gt;")]
    [InlineData("{{ record.service_name }} {{ record.count }}", "&lt;u&gt; 3")]
    [InlineData("{{ '<script>' }}", "&lt;script&gt;")]
    [InlineData("{% assign x = name | append: '!' %}{{ x }}", "&lt;b&gt;Ada &amp; Bob&lt;/b&gt;!")]
    [InlineData("{% capture x %}<p>{{ name }}</p>{% endcapture %}{{ x }}", "<p>&lt;b&gt;Ada &amp; Bob&lt;/b&gt;</p>")]
    [InlineData("{% capture x %}<p>{{ name }}</p>{% endcapture %}{{ x | downcase }}", "&lt;p&gt;&amp;lt;b&amp;gt;ada &amp;amp; bob&amp;lt;/b&amp;gt;&lt;/p&gt;")]
    [InlineData("{{ lines | newline_to_br }}", "&lt;a&gt;<br>\nb<br>\n<br>\nc")]
    [InlineData("{{ content }}", "<main></main>")]
    [InlineData("{{ missing.member }}", "")]
    [InlineData("{{ 'Grüße' }}", "Grüße")]
    public void Values_are_encoded_unless_the_product_made_them(string source, string expected) => Assert.Equal(expected, Render(source));

    [Fact]
    public void Parsed_texts_are_kept_up_to_a_size_and_a_number()
    {
        var index = new TemplateIndex();
        Assert.Same(index.Parse("{{ name }}"), index.Parse("{{ name }}"));
        for (var i = 0; i < 50; i++)
        {
            index.Parse(i + new string('x', 190_000));
            Assert.InRange(index.KeptLength, 1, TemplateIndex.MaxKeptLength);
        }

        for (var i = 0; i < 2_500; i++)
        {
            index.Parse($"{i} {{{{ name }}}}");
        }

        Assert.InRange(index.KeptLength, 1, 2_000 * 20);
    }

    [Theory]
    [InlineData("{% tablerow i in (1..3) cols: 2 %}{{ i }}{% endtablerow %}", "<tr class=\"row1\">\n<td class=\"col1\">1</td><td class=\"col2\">2</td></tr>\n<tr class=\"row2\"><td class=\"col1\">3</td></tr>\n")]
    [InlineData("{% tablerow sign in list limit: 1 offset: 1 %}{{ sign }}{{ tablerowloop.length }}{% endtablerow %}", "<tr class=\"row1\">\n<td class=\"col1\">&gt;1</td></tr>\n")]
    [InlineData("{% for i in (1..3) %}{% ifchanged %}x{% endifchanged %}{% endfor %}", "x")]
    [InlineData("{{ 'a,b' | split: ',' | join: '-' }}{{ 'ab' | split: '' | join: '-' }}", "a-ba-b")]
    public void Loops_and_lists_work_as_elsewhere_within_their_limits(string source, string expected) => Assert.Equal(expected, Render(source));

    [Fact]
    public void Plain_text_is_not_encoded() => Assert.Equal("<b>Ada & Bob</b>", Render("{{ name }}", encode: false));

    [Theory]
    [InlineData("{{ at | time }}", "10:30")]
    [InlineData("{{ at | time: 'America/New_York' }}", "04:30")]
    [InlineData("{{ at | date: 'iso' }}", "2026-01-31")]
    [InlineData("{{ at | date: '%d.%m.%Y' }}", "31.01.2026")]
    [InlineData("{{ day | date: 'weekday' }}", "Samstag")]
    [InlineData("{{ price | money }}", "1.234,56 €")]
    [InlineData("{{ price }}", "1.234,56 €")]
    public void Times_and_money_are_the_practices(string source, string expected) =>
        Assert.Equal(expected, Render(source, culture: "de-DE").Replace('\u00a0', ' '));

    [Theory]
    [InlineData("{{ words.Client }}", "Patient")]
    [InlineData("{{ words.Clients }}", "Patients")]
    [InlineData("{{ words.client }}", "patient")]
    [InlineData("{{ words.clients }}", "patients")]
    [InlineData("{{ 'Client' | word }}", "Patient")]
    public void Words_are_the_practices(string source, string expected) => Assert.Equal(expected, Render(source));

    [Theory]
    [InlineData("{% include 'part' %}", "[]")]
    [InlineData("{% render 'part', value: name %}", "[&lt;b&gt;Ada &amp; Bob&lt;/b&gt;]")]
    public void Partials_are_found_like_pages(string source, string expected) => Assert.Equal(expected, Render(source));

    [Theory]
    [InlineData("{% for i in (1..1000000000) %}x{% endfor %}")]
    [InlineData("{% for i in (1..9999) %}{% for j in (1..9999) %}xxxxxxxxxx{% endfor %}{% endfor %}")]
    [InlineData("{% for i in (1..9999) %}{% for j in (1..9999) %}{% for k in (1..9999) %}{% endfor %}{% endfor %}{% endfor %}")]
    [InlineData("{% include 'endless' %}")]
    [InlineData("{% include 'nowhere' %}")]
    [InlineData("{% assign a = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}")]
    [InlineData("{% assign a = 'x' %}{% for i in (1..60) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% endfor %}")]
    [InlineData("{% assign a = 'xx' %}{% for i in (1..60) %}{% assign a = a | replace: 'x', a %}{% endfor %}")]
    [InlineData("{{ 1 | divided_by: 0 }}")]
    [InlineData("{{ for | default: (1..2000000000) | sort }}")]
    [InlineData("{% tablerow i in (1..2000000000) %}x{% endtablerow %}")]
    [InlineData("{% tablerow i in (1..2000000000) offset: 1999999999 %}{% for j in (1..2000000000) %}{% endfor %}{% endtablerow %}{% for j in (1..2000000000) %}{% endfor %}")]
    [InlineData("{% for i in (1..9999) %}{% for j in (1..9999) %}{% assign a = name | raw %}{% endfor %}{% endfor %}")]
    [InlineData("{% ifchanged %}{% for i in (1..9999) %}{% for j in (1..9999) %}{{ name }}{% endfor %}{% endfor %}{% endifchanged %}")]
    [InlineData("{% assign a = 'xxxxxxxxxx' %}{% for i in (1..14) %}{% assign a = a | append: a %}{% endfor %}{% for i in (1..9999) %}{% assign l = l | concat: a %}{% endfor %}{{ l | join }}")]
    [InlineData("{% assign a = 'xxxxxxxxxx' %}{% for i in (1..14) %}{% assign a = a | append: a %}{% endfor %}{% assign l = a | split: '' %}")]
    [InlineData("{% if")]
    public void A_hostile_or_broken_template_is_a_template_error(string source) => Assert.Throws<TemplateException>(() => Render(source));

    [Theory]
    [InlineData("{{ at.GetType }}")]
    [InlineData("{{ at.ToDateTimeUtc }}")]
    [InlineData("{{ price.Currency.Code }}")]
    [InlineData("{{ words.GetType }}{{ words.Context }}")]
    [InlineData("{{ name.Length }}")]
    public void Templates_reach_no_members_of_types(string source) =>
        Assert.DoesNotContain("PracticeCms", Render(source).Replace("words", ""), StringComparison.Ordinal);

    [Theory]
    [InlineData("{{ name", true)]
    [InlineData("{% if name %}", true)]
    [InlineData("{% nosuchtag %}", true)]
    [InlineData("{% param using = 'ExtendedFilters' %}", true)]
    [InlineData("{% assign a b = 'x' %}", true)]
    [InlineData("{{ (1..2000000000) | sort }}", true)]
    [InlineData("{% assign x = (1..2000000000) %}", true)]
    [InlineData("{% for i in (1..5) %}{{ i }}{% endfor %}", false)]
    [InlineData("Dear {{ client.name | default: 'client' }},", false)]
    public void A_text_is_checked_before_it_is_saved(string source, bool isRefused) => Assert.Equal(isRefused, TemplateCheck.Problem(source) is not null);

    [Theory]
    [InlineData("Booking/book.liquid", "PracticeCms.Scheduling", false, "scheduling/booking/book")]
    [InlineData("mail/Reminder.liquid", "PracticeCms.Messaging", false, "mail/reminder")]
    [InlineData("print\\invoice.liquid", "PracticeCms.Billing", false, "print/invoice")]
    [InlineData("layout.liquid", "PracticePublic", true, "layout")]
    public void Templates_are_named_after_their_place(string resource, string module, bool isTheme, string expected) =>
        Assert.Equal(expected, TemplateIndex.NameOf(resource, module, isTheme));

    [Fact]
    public void Equal_models_give_equal_page_keys_and_others_do_not()
    {
        string? Key(object? value, long generation = 1) => PageKey.Of("Default", generation, "home", "Home", new Dictionary<string, object?> { ["a"] = value });
        Assert.Equal(Key(new[] { 1, 2 }), Key(new[] { 1, 2 }));
        Assert.NotEqual(Key(new[] { "1", "2" }), Key(new[] { "12" }));
        Assert.NotEqual(Key("x"), Key("x", 2));
        Assert.Null(Key(new object()));
    }

    private static string Render(string source, bool encode = true, string culture = "en-US")
    {
        var words = new Words();
        var state = new LiquidState(encode, CultureInfo.GetCultureInfo(culture), DateTimeZoneProviders.Tzdb["Europe/Vienna"], Currency.Of("EUR"), words);
        return LiquidEngine.Render("test", source, Model, new Hash { ["words"] = new WordsDrop(words) }, state, LiquidLibrary.Parse, Partial, CancellationToken.None);
    }

    private static string? Partial(string name) => name switch
    {
        "part" => "[{{ value }}]",
        "endless" => "{% include 'endless' %}",
        _ => null,
    };

    private sealed record Visit(string ServiceName, int Count);

    private sealed class Words : IVocabulary
    {
        public string this[string key] => key == "Client" ? "Patient" : key;

        public string Lower(string key) => this[key].ToLowerInvariant();

        public string Plural(string key) => this[key] + "s";
    }
}
