using System.CommandLine;
using PracticeCms.Users.Accounts;
using PracticeCms.Users.Invitations;

namespace PracticeCms.Users.Commands;

/// <summary>Makes an account. The password comes from an environment variable, so that no shell history keeps it.</summary>
internal sealed class AddUserVerb : ICliVerb
{
    private readonly Argument<string> email = new("email") { Description = "E-mail address; also the user name" };
    private readonly Option<string[]> roles = new("--role") { Description = "Role to give; repeat for more", Required = true };
    private readonly Option<string?> name = new("--name") { Description = "Name as colleagues know it" };
    private readonly Option<string?> passwordEnv = new("--password-env") { Description = "Environment variable that holds the password; without it an invitation is sent" };

    public string Path => "user add";
    public string Description => "Add a member of staff";

    public void Describe(Command command)
    {
        command.Arguments.Add(email);
        command.Options.Add(roles);
        command.Options.Add(name);
        command.Options.Add(passwordEnv);
    }

    public Task<int> RunAsync(ICliRun run, CancellationToken ct) => run.InTenantAsync(services =>
    {
        var address = run.Arguments.GetRequiredValue(email);
        var variable = run.Arguments.GetValue(passwordEnv);
        return variable is null ? InviteAsync(run, services, address, ct) : AddAsync(run, services, address, variable, ct);
    });

    private async Task<int> AddAsync(ICliRun run, IServiceProvider services, string address, string variable, CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } password)
        {
            return run.Fail(Problem.Invalid("password-env", $"The environment variable {variable} is empty."));
        }

        var request = new AddUser.Request(address, run.Arguments.GetValue(name), Roles(run), password);
        var added = await services.GetRequiredService<AddUser>().ExecuteAsync(request, ct);
        return added.Problem is { } problem ? run.Fail(problem) : Print(run, added.Value.Id, address, null);
    }

    private async Task<int> InviteAsync(ICliRun run, IServiceProvider services, string address, CancellationToken ct)
    {
        var invited = await services.GetRequiredService<InviteUser>().ExecuteAsync(new InviteUser.Request(address, Roles(run), run.Arguments.GetValue(name)), ct);
        return invited.Problem is { } problem ? run.Fail(problem) : Print(run, null, address, invited.Value.Url.AbsoluteUri);
    }

    private string[] Roles(ICliRun run) => run.Arguments.GetValue(roles) ?? [];

    private static int Print(ICliRun run, Guid? id, string address, string? link)
    {
        run.Result(new { id, email = address, invitation = link }, link is null ? $"Added {address}" : $"Invited {address}: {link}");
        return ExitCodes.Ok;
    }
}
