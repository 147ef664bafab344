namespace PracticeCms.Users.Accounts;

/// <summary>Identity's errors as field errors of our forms.</summary>
internal static class IdentityProblems
{
    public static Problem ToProblem(this IdentityResult result) => Problem.Invalid(
        [.. result.Errors.Select(ToField).DistinctBy(f => f.Field)]);

    private static FieldError ToField(IdentityError error) => error.Code switch
    {
        nameof(IdentityErrorDescriber.DuplicateUserName) or nameof(IdentityErrorDescriber.DuplicateEmail) =>
            new FieldError("Email", "Somebody here has this e-mail address already."),
        nameof(IdentityErrorDescriber.InvalidEmail) or nameof(IdentityErrorDescriber.InvalidUserName) =>
            new FieldError("Email", "Enter an e-mail address such as anna@example.org."),
        _ => new FieldError("Password", error.Description),
    };
}
