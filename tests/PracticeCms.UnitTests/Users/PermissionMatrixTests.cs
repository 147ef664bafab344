using PracticeCms.Access;
using PracticeCms.Users.Roles;

namespace PracticeCms.UnitTests.Users;

public sealed class PermissionMatrixTests
{
    private static readonly Permission Manage = new("Manage", "");
    private static readonly Permission Edit = new("Edit", "") { ImpliedBy = [Manage] };
    private static readonly Permission View = new("View", "") { ImpliedBy = [Edit] };

    [Fact]
    public void A_right_that_another_one_includes_shows_as_included() =>
        Assert.Equal(PermissionMatrix.Grant.Included, PermissionMatrix.Of(["Manage"], View));

    [Fact]
    public void A_right_of_its_own_shows_as_such() => Assert.Equal(PermissionMatrix.Grant.Own, PermissionMatrix.Of(["Manage", "View"], View));

    [Fact]
    public void A_lesser_right_does_not_include_a_greater_one() => Assert.Equal(PermissionMatrix.Grant.None, PermissionMatrix.Of(["View"], Manage));
}
