namespace PracticeCms.Messaging.Outgoing;

/// <summary>Puts the texts of mails to clients, and what is attached to them, under the clients' keys.</summary>
internal sealed class MoveMails(MessagingDb db, IUnitOfWork unitOfWork, IClientCipher cipher, IFileStore files) : IMovesUnderClients
{
    public Task<int> MoveAsync(int most, CancellationToken ct) => unitOfWork.RunAsync(
        async token =>
        {
            var mails = await db.Mails.IgnoreQueryFilters().AsNoTracking()
                .Where(m => m.ClientId != null && m.TextSealed.StartsWith("v")).OrderBy(m => m.Id).Take(most).ToListAsync(token);
            foreach (var mail in mails)
            {
                await MoveAsync(mail, token);
            }

            return mails.Count;
        },
        ct);

    private async Task MoveAsync(OutgoingMail mail, CancellationToken ct)
    {
        var text = await MovedAsync(mail, mail.TextSealed, nameof(OutgoingMail.TextSealed), ct);
        var html = mail.HtmlSealed is { } old ? await MovedAsync(mail, old, nameof(OutgoingMail.HtmlSealed), ct) : null;
        await db.Mails.IgnoreQueryFilters().Where(m => m.Id == mail.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.TextSealed, text).SetProperty(m => m.HtmlSealed, html), ct);
        foreach (var file in await db.Attachments.Where(a => a.MailId == mail.Id).Select(a => a.FileId).ToListAsync(ct))
        {
            await files.MoveUnderAsync(file, mail.ClientId!.Value, ct);
        }
    }

    private async Task<string> MovedAsync(OutgoingMail mail, string text, string name, CancellationToken ct)
    {
        var field = OutgoingMail.Field(mail.Id, name);
        return await cipher.SealAsync(mail.ClientId, (await cipher.OpenAsync(mail.ClientId, text, field, ct))!, field, ct);
    }
}
