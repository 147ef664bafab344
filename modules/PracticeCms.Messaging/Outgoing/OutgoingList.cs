using PracticeCms.Messaging.Delivery;

namespace PracticeCms.Messaging.Outgoing;

/// <summary>What the pages about outgoing mail show.</summary>
internal sealed class OutgoingList(MessagingDb db, MailComposer composer)
{
    public const int PageSize = 50;

    internal sealed record Detail(OutgoingMail Mail, string From, string Text, IReadOnlyList<OutgoingAttachment> Attachments);

    public async Task<(IReadOnlyList<OutgoingMail> Rows, int Total)> SearchAsync(string? query, MailState? state, int page, CancellationToken ct)
    {
        var mails = db.Mails.AsNoTracking();
        if (state is { } wanted)
        {
            mails = mails.Where(m => m.State == wanted);
        }

        if (query is { Length: > 0 })
        {
            var text = query.Trim().ToLowerInvariant();
            mails = mails.Where(m => m.ToAddress.ToLower().Contains(text) || m.ToName.ToLower().Contains(text) || m.Subject.ToLower().Contains(text));
        }

        var total = await mails.CountAsync(ct);
        var rows = await mails.OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).Page(page, PageSize).ToListAsync(ct);
        return (rows, total);
    }

    public async Task<IReadOnlyDictionary<MailState, int>> CountsAsync(CancellationToken ct) =>
        await db.Mails.GroupBy(m => m.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);

    public async Task<Detail?> FindAsync(Guid id, CancellationToken ct)
    {
        if (await db.Mails.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, ct) is not { } mail)
        {
            return null;
        }

        var files = await db.Attachments.AsNoTracking().Where(a => a.MailId == id).OrderBy(a => a.Id).ToListAsync(ct);
        return new Detail(mail, (await composer.FromAsync(ct)).ToString(), await ShownTextAsync(mail, ct), files);
    }

    /// <summary>As staff may read it.</summary>
    public async Task<string> ShownTextAsync(OutgoingMail mail, CancellationToken ct) => mail.IsPersonal ? Personal : SecretLinks.Without(await composer.TextAsync(mail, ct));

    public async Task<string?> ShownHtmlAsync(OutgoingMail mail, CancellationToken ct) => mail.IsPersonal || await composer.HtmlAsync(mail, ct) is not { } html ? null : SecretLinks.Without(html);

    public const string Personal = "This mail carries a link that is for its receiver alone, so its text is shown to nobody.";
}
