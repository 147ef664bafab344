using PracticeCms.Messaging.Outgoing;
using PracticeCms.Messaging.Sending;

namespace PracticeCms.Messaging.Delivery;

internal sealed record MailMessage(Guid MailId);

/// <summary>
/// Sends one mail from the outbox. The attempt is counted before the server is asked; a server that does not answer leaves the mail
/// waiting with the reason, a refusal for good fails it and raises an incident.
/// </summary>
internal sealed class DeliverMail(
    MessagingDb db, IUnitOfWork unitOfWork, MailComposer composer, MailTransport transport, SendBudget budget, IClock clock) : IOutboxHandler
{
    public const string OutboxKind = "mail";

    private const int NotingTries = 5;

    public string Kind => OutboxKind;

    public async Task HandleAsync(OutboxMessage message, CancellationToken ct)
    {
        var id = message.Read<MailMessage>().MailId;
        if (await ClaimAsync(id, message, ct) is not { } mail)
        {
            return;
        }

        try
        {
            await transport.SendAsync(await composer.ComposeAsync(mail, ct), ct);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            var failure = e is MimeKit.ParseException ? new PermanentFailureException("An address in this mail cannot be read.", e) : e;
            await ChangeAsync(id, m => Note(m, failure), ct);
            if (ReferenceEquals(failure, e))
            {
                throw;
            }

            throw failure;
        }

        await SentAsync(id);
    }

    /// <summary>It has left, whatever has happened to the row meanwhile and whether or not this process is being stopped.</summary>
    private async Task SentAsync(Guid id)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await unitOfWork.RunAsync(
                    async token =>
                    {
                        if (await db.Mails.FirstOrDefaultAsync(m => m.Id == id, token) is { } mail)
                        {
                            await db.Entry(mail).ReloadAsync(token);
                            MarkSent(mail);
                        }
                    },
                    CancellationToken.None);
                return;
            }
            catch (DbUpdateConcurrencyException) when (tries < NotingTries)
            {
                // Somebody has changed it in this very moment.
            }
        }
    }

    private async Task<OutgoingMail?> ClaimAsync(Guid id, OutboxMessage message, CancellationToken ct)
    {
        var (isToBeTold, isOurs) = (false, false);
        var claimed = await ChangeAsync(
            id,
            async (mail, token) =>
            {
                (isToBeTold, isOurs) = (false, mail.OutboxKey == message.Key);
                if (mail.State is not (MailState.Waiting or MailState.Failed) || !isOurs)
                {
                    // The process has died after it was held and before anybody was told.
                    isToBeTold = isOurs && message.Attempt > 1 && mail is { State: MailState.Held, HeldFor: HeldFor.Budget } && !await budget.IsToldAsync(token);
                    return;
                }

                // One that the server refused is here again because somebody asked for it, or because the process died before it could say so.
                mail.State = MailState.Waiting;
                if (mail.NotAfter < clock.GetCurrentInstant())
                {
                    mail.Cancel(mail.Attempts == 0
                        ? "Not sent: it could not go out before it lost its use."
                        : "Not tried again: it has lost its use. An earlier try, whose answer was lost, may have arrived.");
                }
                else if (await budget.HoldsAsync(mail, token) is { } why)
                {
                    isToBeTold = why == HeldFor.Budget && await budget.IsFirstBeyondAsync(token);
                    mail.Hold(why);
                }
                else
                {
                    mail.Attempts++;
                }
            },
            ct);
        return isToBeTold
            ? throw new PermanentFailureException(SendBudget.UsedUp)
            : isOurs && claimed is { State: MailState.Waiting } ? claimed : null;
    }

    private Task<OutgoingMail?> ChangeAsync(Guid id, Action<OutgoingMail> change, CancellationToken ct) => ChangeAsync(
        id,
        (mail, _) =>
        {
            change(mail);
            return Task.CompletedTask;
        },
        ct);

    private Task<OutgoingMail?> ChangeAsync(Guid id, Func<OutgoingMail, CancellationToken, Task> change, CancellationToken ct) =>
        unitOfWork.RunAsync(
            async token =>
            {
                var mail = await db.Mails.FirstOrDefaultAsync(m => m.Id == id, token);
                if (mail is not null)
                {
                    await change(mail, token);
                }

                return mail;
            },
            ct);

    private void MarkSent(OutgoingMail mail)
    {
        mail.State = MailState.Sent;
        mail.SentAt = clock.GetCurrentInstant();
        mail.LastError = null;
    }

    private static void Note(OutgoingMail mail, Exception failure)
    {
        mail.LastError = failure.Message.AtMost(500);
        if (failure is PermanentFailureException)
        {
            mail.State = MailState.Failed;
        }
    }
}
