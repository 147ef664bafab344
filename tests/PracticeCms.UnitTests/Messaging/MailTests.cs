using System.Text.Json.Nodes;
using PracticeCms.Messaging.Delivery;
using PracticeCms.Messaging.Templates;
using PracticeCms.Messaging.Workflows;
using PracticeCms.Workflows;

namespace PracticeCms.UnitTests.Messaging;

public class MailTests
{
    [Fact]
    public void The_first_line_of_a_template_is_the_subject_and_no_longer_encoded()
    {
        var (subject, body) = MailTemplate.Split("\nSubject: Smith &amp; Sons &lt;3\r\n\n<p>Hello</p>");

        Assert.Equal("Smith & Sons <3", subject);
        Assert.Equal("<p>Hello</p>", body);
    }

    [Fact]
    public void A_template_without_subject_is_all_body() => Assert.Equal(("", "<p>x</p>"), MailTemplate.Split("<p>x</p>"));

    [Fact]
    public void The_text_alternative_keeps_paragraphs_lists_and_links()
    {
        var text = PlainText.FromHtml("<style>p{}</style><h1>Hi</h1><p>See <a href=\"https://x.test/a\">your visit</a>.</p><ul><li>one</li><li>two</li></ul>");

        Assert.Equal("Hi\n\nSee your visit: https://x.test/a .\n\n- one\n\n- two\n", text.Replace("- one\n- two", "- one\n\n- two", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("abc123", "abc123@practice.test")]
    [InlineData("a-b_c", "a-b_c@practice.test")]
    public void A_plain_key_is_the_message_id(string key, string id) => Assert.Equal(id, MailComposer.MessageId(key, "practice.test"));

    [Fact]
    public void Different_keys_never_give_the_same_message_id()
    {
        var ids = new[] { "a:b", "a/b", "a-b", "a b", new string('x', 300), new string('x', 301) }.Select(k => MailComposer.MessageId(k, "d")).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.DoesNotContain(id, c => c is ':' or '/' or ' '));
    }

    [Theory]
    [InlineData(null, true, "text", "html", "text", "html")]
    [InlineData("\"Html\"", false, "text", "html", null, "html")]
    [InlineData("2", false, "text", "html", null, "html")]
    [InlineData("1", false, "text", "html", "text", null)]
    [InlineData("\"All\"", false, "text", "html", "text", "html")]
    public void The_newer_form_of_a_mail_is_read(string? format, bool isHtml, string text, string html, string? expectedText, string? expectedHtml)
    {
        var task = new EmailTask
        {
            BodyFormat = format is null ? null : JsonNode.Parse(format),
            IsHtmlBody = isHtml,
            TextBody = new WorkflowExpression<string>(text),
            HtmlBody = new WorkflowExpression<string>(html),
        };

        var body = EmailBody.Read(task);

        Assert.Equal((expectedText, expectedHtml), (body.Text.Expression, body.Html.Expression));
    }

    [Theory]
    [InlineData(true, null, "body")]
    [InlineData(false, "body", null)]
    public void The_older_form_of_a_mail_is_read(bool isHtml, string? expectedText, string? expectedHtml)
    {
        var body = EmailBody.Read(new EmailTask { Body = new WorkflowExpression<string>("body"), IsHtmlBody = isHtml });

        Assert.Equal((expectedText, expectedHtml), (body.Text.Expression, body.Html.Expression));
    }
}
