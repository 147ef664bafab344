using PracticeCms.Kernel.Liquid;

namespace PracticeCms.UnitTests.Liquid;

public sealed class TemplateCheckTests
{
    [Theory]
    [InlineData("{% for i in (1..3) %}{{ i }}{% endfor %}")]
    [InlineData("{%- tablerow i in (1..3) -%}{{ i }}{%- endtablerow -%}")]
    [InlineData("<style>a{background:url(../x.png)}</style>{{ Client.Name }}")]
    [InlineData("{{ Client.Name | append: '..' }}")]
    [InlineData("Text (1..5) outside of tags")]
    [InlineData("{% comment %}(and so on...){% endcomment %}{% for i in (1..3) %}{{ i }}{% endfor %}")]
    public void What_unfolds_nothing_is_taken(string source) => Assert.Null(TemplateCheck.Problem(source));

    [Theory]
    [InlineData("{{ (1..5) | join: ' ' }}")]
    [InlineData("{% assign all = (1..1000000) %}")]
    [InlineData("{a{ {%- assign all = (1..5) -%}")]
    [InlineData("{{ for | default: (1..2000000000) | sort }}")]
    [InlineData("{{ x | default: '}' | default: (1..2000000000) | map: 'a' }}")]
    [InlineData("{% for i in list limit: (1..2000000000) %}{% endfor %}")]
    [InlineData("{% if (1..2000000000) contains 5 %}{% endif %}")]
    [InlineData("{% raw %}{{ ' {% endraw %}{{ x | default: ' }} ' | default: (1..2000000000) | uniq }}")]
    public void A_range_outside_of_a_loop_is_refused(string source) => Assert.NotNull(TemplateCheck.Problem(source));

    [Fact]
    public void A_long_hostile_text_is_looked_at_once() => Assert.False(TemplateRanges.StandOutsideOfLoops(string.Concat(Enumerable.Repeat("{{..", 50_000))));
}
