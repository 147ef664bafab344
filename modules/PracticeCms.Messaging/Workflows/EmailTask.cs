using System.Text.Json.Nodes;
using PracticeCms.Messaging.Contracts;
using PracticeCms.Messaging.Outgoing;
using PracticeCms.Messaging.Templates;

namespace PracticeCms.Messaging.Workflows;

/// <summary>
/// Mails from a workflow. Reads what Orchard Core wrote in any version: <c>Body</c> with <c>IsHtmlBody</c>, or <c>BodyFormat</c> with
/// <c>TextBody</c> and <c>HtmlBody</c>. <c>Template</c> names a mail template instead and is ours.
/// </summary>
public sealed class EmailTask : TaskActivity
{
    public override string DisplayText => "Send a mail";
    public override string Category => "Messaging";
    public override ActivityKind Kind => ActivityKind.Effect;
    public override IReadOnlyList<string> Outcomes => ["Done", "Failed"];

    public WorkflowExpression<string> Author { get; set; } = new();
    public WorkflowExpression<string> Sender { get; set; } = new();
    public WorkflowExpression<string> ReplyTo { get; set; } = new();
    public WorkflowExpression<string> Recipients { get; set; } = new();
    public WorkflowExpression<string> Cc { get; set; } = new();
    public WorkflowExpression<string> Bcc { get; set; } = new();
    public WorkflowExpression<string> Subject { get; set; } = new();
    public WorkflowExpression<string> Body { get; set; } = new();
    public WorkflowExpression<string> TextBody { get; set; } = new();
    public WorkflowExpression<string> HtmlBody { get; set; } = new();

    /// <summary>All, Text or Html, as a name or Orchard Core's number.</summary>
    public JsonNode? BodyFormat { get; set; }
    public bool IsHtmlBody { get; set; }

    /// <summary>Name of a mail template, such as <c>reminder</c>; its subject and text are used.</summary>
    public string Template { get; set; } = "";

    /// <summary>Attaches the files of what the workflow is about, such as the visit's calendar entry.</summary>
    public bool AttachInvite { get; set; }

    /// <summary>How long the mail waits before it leaves; until then, an undo takes it back.</summary>
    public int GraceMinutes { get; set; }

    public override string Sentence => Template.Length > 0
        ? $"Mail “{Template.Replace("mail/", "", StringComparison.Ordinal)}” to {Who}"
        : $"Mail “{Subject.Expression}” to {Who}";

    private string Who => Recipients.Expression is { Length: > 0 } to && !to.Contains("Client", StringComparison.Ordinal) ? to : "the client";

    public override async Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct)
    {
        var recipients = Addresses(await LiquidAsync(Recipients, context, ct));
        if (recipients.Count == 0)
        {
            return ActivityResult.Next("Failed");
        }

        var mail = await ComposeAsync(context, ct);
        var attachments = AttachInvite ? await InviteAsync(context, ct) : [];
        var extras = new MailExtras(await LiquidAsync(Cc, context, ct), await LiquidAsync(Bcc, context, ct), await LiquidAsync(ReplyTo, context, ct));
        var mailbox = context.Services.GetRequiredService<OutgoingMailbox>();
        for (var i = 0; i < recipients.Count; i++)
        {
            var key = i == 0 ? context.IdempotencyKey : $"{context.IdempotencyKey}.{i}";
            var request = new MailRequest(key, recipients[i].Address, recipients[i].Name, mail.Subject, mail.Text, mail.Html)
            {
                ClientId = context.ClientId,
                Attachments = attachments,
                Group = WorkflowMail.Group(context.CorrelationId),
                NotBefore = GraceMinutes > 0 ? context.Services.GetRequiredService<IClock>().GetCurrentInstant() + Duration.FromMinutes(GraceMinutes) : null,
            };
            await mailbox.SendAsync(request, i == 0 ? extras : MailExtras.None with { ReplyTo = extras.ReplyTo }, ct);
        }

        return ActivityResult.Done;
    }

    public override async Task<string> SimulateAsync(WorkflowContext context, CancellationToken ct)
    {
        var to = await LiquidAsync(Recipients, context, ct);
        var mail = await ComposeAsync(context, ct);
        return to.Length == 0 ? "Would mail nobody: there is no address." : $"Would mail “{mail.Subject}” to {to}.";
    }

    private async Task<RenderedMail> ComposeAsync(WorkflowContext context, CancellationToken ct)
    {
        var templates = context.Services.GetRequiredService<MailTemplate>();
        if (Template.Length > 0)
        {
            var model = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var source in context.Services.GetRequiredService<IFeatureServices<IWorkflowDataSource>>())
            {
                await source.AddAsync(context, model, ct);
            }

            return await templates.RenderAsync(Template, MailModel.For(model), ct);
        }

        var subject = await LiquidAsync(Subject, context, ct);
        var body = EmailBody.Read(this);
        var text = (await context.Evaluator.LiquidAsync(body.Text, context, html: false, ct)).Trim();
        var html = await context.Evaluator.LiquidAsync(body.Html, context, html: true, ct);
        if (html.Trim().Length == 0)
        {
            return new RenderedMail(subject, text, null);
        }

        var laidOut = html.Contains("<html", StringComparison.OrdinalIgnoreCase)
            ? new RenderedMail(subject, PlainText.FromHtml(html), html)
            : await templates.LayOutAsync(subject, html, new Dictionary<string, object?>(), ct);
        return text.Length > 0 ? laidOut with { Text = text } : laidOut;
    }

    private static async Task<IReadOnlyList<MailAttachment>> InviteAsync(WorkflowContext context, CancellationToken ct)
    {
        var attachments = new List<MailAttachment>();
        foreach (var source in context.Services.GetRequiredService<IFeatureServices<IWorkflowAttachmentSource>>())
        {
            attachments.AddRange((await source.GetAsync(context, ct)).Select(f => new MailAttachment(f.FileName, f.ContentType, f.Content)));
        }

        return attachments;
    }

    private static async Task<string> LiquidAsync(WorkflowExpression<string> expression, WorkflowContext context, CancellationToken ct) =>
        (await context.Evaluator.LiquidAsync(expression, context, html: false, ct)).Trim();

    private static List<(string Address, string Name)> Addresses(string text) =>
        MimeKit.InternetAddressList.TryParse(text.Replace(';', ','), out var list)
            ? [.. list.Mailboxes.Select(m => (m.Address, m.Name ?? ""))]
            : [];
}
