namespace PracticeCms.Access;

/// <summary>What of a client's data belongs together when it is asked who sees it: a closed list.</summary>
public enum FieldGroup
{
    /// <summary>How to reach them and where they live. The name, the number and the state of a client are seen by everybody who sees the client.</summary>
    Demographics,
    BirthDate,

    /// <summary>Numbers that others know a person by: of social security, tax and insurance.</summary>
    IdentityNumbers,
    Clinical,
    Financial,
    Schedule,
}

/// <param name="Title">In the words of the practice, with <c>{client}</c> and the like.</param>
/// <param name="Permission">Whoever holds it sees the group. Money and visits belong to other features, whose own right it is.</param>
public sealed record FieldGroupInfo(FieldGroup Group, string Title, string Permission);

public static class FieldGroups
{
    public static IReadOnlyList<FieldGroupInfo> All { get; } =
    [
        new(FieldGroup.Demographics, "Phone, e-mail, address and general fields", "ViewContactDetails"),
        new(FieldGroup.BirthDate, "Birth date", "ViewBirthDates"),
        new(FieldGroup.IdentityNumbers, "Identity, tax and insurance numbers", "RevealIdentityNumbers"),
        new(FieldGroup.Clinical, "{Notes}, and fields of the same kind", "ViewNotes"),
        new(FieldGroup.Financial, "Invoices, payments, and fields about money", "ViewInvoices"),
        new(FieldGroup.Schedule, "Visits in the calendar", "ViewCalendar"),
    ];

    public static string PermissionOf(FieldGroup group) => All.Single(g => g.Group == group).Permission;
}
