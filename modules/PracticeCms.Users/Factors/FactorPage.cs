using Microsoft.AspNetCore.Components;
using PracticeCms.Ui;
using PracticeCms.Users.Accounts;

namespace PracticeCms.Users.Factors;

/// <summary>What the pages that ask for a factor have in common.</summary>
public abstract class FactorPage : LoadedComponent
{
    [Inject] internal ICurrentActor Actor { get; set; } = default!;
    [Inject] internal ShowFactor Show { get; set; } = default!;
    [Inject] internal PasskeyCeremony Passkeys { get; set; } = default!;
    [Inject] internal UsersDb Db { get; set; } = default!;
    [Inject] internal NavigationManager Nav { get; set; } = default!;

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    [CascadingParameter]
    public HttpContext Http { get; set; } = default!;

    protected Problem? Problem { get; set; }

    protected SignInSession Session => Actor.Session ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>The answer sends the browser elsewhere: there is nothing to show, and no form to take.</summary>
    protected bool Leaving { get; private set; }

    protected void Leave()
    {
        Leaving = true;
        Nav.NavigateTo(BrowserSession.LocalTarget(ReturnUrl, Http.Request.PathBase));
    }

    protected void Refuse(Problem refused)
    {
        Problem = refused;
        Http.Response.StatusCode = refused.Code == "too-many" ? StatusCodes.Status429TooManyRequests : StatusCodes.Status400BadRequest;
    }

    /// <summary>The signed-in person's account, and what a passkey would be asked; null where they have none.</summary>
    internal async Task<(User User, PasskeyChallenge? Challenge)> LookAsync()
    {
        var user = await Db.Users.AsNoTracking().SingleAsync(u => u.Id == Session.User.Id, Http.RequestAborted);
        return (user, await Db.Passkeys.AnyAsync(p => p.UserId == user.Id, Http.RequestAborted) ? await Passkeys.ToShowAsync(user, Http) : null);
    }
}
