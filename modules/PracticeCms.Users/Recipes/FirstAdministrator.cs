using PracticeCms.Users.Accounts;

namespace PracticeCms.Users.Recipes;

/// <summary>Whoever sets the practice up owns it. A refusal fails the setup, which then leaves nothing behind.</summary>
internal sealed class FirstAdministrator(AddUser addUser) : ISetupEventHandler
{
    public async Task SetupAsync(SetupContext context, CancellationToken ct)
    {
        var request = new AddUser.Request(context.AdminEmail, context.AdminName, [StockRoles.Owner, StockRoles.Administrator], context.AdminPassword);
        var added = await addUser.ExecuteAsync(request, ct);
        if (added.Problem is { } problem)
        {
            throw new InvalidOperationException(problem.Message);
        }
    }
}
