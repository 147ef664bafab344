using PracticeCms.Users.Accounts;
using PracticeCms.Users.Invitations;

namespace PracticeCms.Users.Recipes;

/// <summary>Whoever sets the practice up owns it. A refusal fails the setup, which then leaves nothing behind.</summary>
internal sealed class FirstAdministrator(AddUser addUser, SendInvitation invitation) : ISetupEventHandler
{
    public async Task SetupAsync(SetupContext context, CancellationToken ct)
    {
        var request = new AddUser.Request(context.AdminEmail, context.AdminName, [StockRoles.Owner, StockRoles.Administrator], context.AdminPassword);
        var added = await addUser.ExecuteAsync(request, ct);
        if (added.Problem is { } problem)
        {
            throw new InvalidOperationException(problem.Message);
        }

        if (context.AdminPassword is null)
        {
            context.Invitation = (await invitation.ToAsync(added.Value, ct)).Value.Url;
        }
    }
}
