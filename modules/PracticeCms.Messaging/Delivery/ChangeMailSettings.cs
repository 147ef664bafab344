using PracticeCms.Messaging.Contracts;

namespace PracticeCms.Messaging.Delivery;

/// <summary>Sets how mail leaves the practice, and tries it.</summary>
internal sealed class ChangeMailSettings(ISettings settings, IFieldCipher cipher, IUnitOfWork unitOfWork, IMail mail)
{
    internal sealed class Request
    {
        public string? Host { get; set; }
        public int Port { get; set; } = 587;
        public string? Security { get; set; } = nameof(MailSecurity.StartTls);
        public string? User { get; set; }

        /// <summary>Empty keeps the one that is set.</summary>
        public string? Password { get; set; }
        public string? FromAddress { get; set; }
        public string? FromName { get; set; }
    }

    public async Task<Result> ExecuteAsync(Request request, CancellationToken ct)
    {
        var isSecurity = Enum.TryParse<MailSecurity>(request.Security, out var security);
        var wanted = new MailSettings
        {
            Host = Text(request.Host), Port = request.Port, Security = security, User = Text(request.User), FromAddress = Text(request.FromAddress), FromName = Text(request.FromName),
        };
        var check = wanted.Faults().That(isSecurity, "Security", "Choose how the connection is secured.");
        if (check.Failed)
        {
            return check.ToProblem();
        }

        return await unitOfWork.RunAsync<Result>(
            async token =>
            {
                var current = await settings.GetAsync<MailSettings>(token);
                var keeps = Text(request.Password).Length == 0 && wanted.User.Length > 0 && current.PasswordSealed.Length > 0;
                if (keeps && (current.Host, current.Port, current.Security, current.User) != (wanted.Host, wanted.Port, wanted.Security, wanted.User))
                {
                    return Problem.Invalid("Password", "Enter the password again: it is not sent to another server, or another way, unless you say so.");
                }

                wanted.PasswordSealed = Text(request.Password).Length > 0 ? MailTransport.Seal(cipher, request.Password!) : keeps ? current.PasswordSealed : "";
                await settings.SaveAsync(wanted, token);
                return Result.Ok;
            },
            ct);
    }

    /// <summary>Puts a test mail into the outbox; what becomes of it is seen under Outgoing mail.</summary>
    public async Task<Result> TestAsync(string address, CancellationToken ct)
    {
        if (!EmailAddress.IsValid(address.Trim()))
        {
            return Problem.Invalid("To", "This is not an e-mail address.");
        }

        await mail.SendTemplateAsync("mail/test", $"test-{Ids.New():N}", address.Trim(), "", new Dictionary<string, object?>(), ct: ct);
        return Result.Ok;
    }

    // An empty form field arrives as null.
    private static string Text(string? value) => value?.Trim() ?? "";
}
