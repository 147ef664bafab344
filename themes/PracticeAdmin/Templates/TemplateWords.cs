namespace PracticeAdmin.Templates;

/// <summary>Templates in the words of whoever writes them; the name itself stands beside it.</summary>
internal static class TemplateWords
{
    public static string Kind(string name) => name.Split('/')[0] switch
    {
        "mail" => "Mails",
        "print" => "Print",
        _ when !name.Contains('/', StringComparison.Ordinal) => "Site",
        var first => char.ToUpperInvariant(first[0]) + first[1..],
    };

    /// <summary><c>mail/booking-confirmation</c> is Booking confirmation.</summary>
    public static string Title(string name)
    {
        var last = name[(name.LastIndexOf('/') + 1)..].Replace('-', ' ').Replace('_', ' ');
        return last.Length == 0 ? name : char.ToUpperInvariant(last[0]) + last[1..];
    }

    /// <summary>Links by which colleagues sign in are in it, or around it: whoever writes it could have them told elsewhere.</summary>
    public static bool LeadsIn(string name) => name is "mail/invite" or "mail/reset" or "mail/layout";

    /// <summary>A text that goes out as a mail; the layout around them all is none.</summary>
    public static bool IsMail(string name) => name.StartsWith("mail/", StringComparison.Ordinal) && name != "mail/layout";
}
