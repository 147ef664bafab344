namespace PracticeCms.Users.Invitations;

internal sealed class InviteColleagues(UsersDb db) : IChecklistItem
{
    public int Position => 30;

    public async Task<ChecklistState> GetAsync(CancellationToken ct) =>
        new("Invite the people who work here", "admin/users/invite", await db.Users.CountAsync(ct) > 1);
}
