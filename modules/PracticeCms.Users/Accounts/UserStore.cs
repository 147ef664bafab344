using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace PracticeCms.Users.Accounts;

/// <summary>Identity's store inside the unit of work: it never saves by itself.</summary>
internal sealed class UserStore : UserOnlyStore<User, UsersDb, Guid>
{
    public UserStore(UsersDb db, IdentityErrorDescriber describer)
        : base(db, describer) => AutoSaveChanges = false;

    // The base marks every column as changed; the audit should name those that were.
    public override Task<IdentityResult> UpdateAsync(User user, CancellationToken cancellationToken = default)
    {
        user.ConcurrencyStamp = Ids.Token();
        return Task.FromResult(IdentityResult.Success);
    }
}
