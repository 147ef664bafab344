namespace PracticeCms.Users.Sessions;

/// <summary>A browser's own description, in words that its owner recognises in a list.</summary>
internal static class Device
{
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux")];

    public static string Of(string? userAgent)
    {
        var text = userAgent ?? "";
        var browser = Browsers.FirstOrDefault(b => text.Contains(b.Mark, StringComparison.Ordinal)).Name ?? "Browser";
        return Systems.FirstOrDefault(s => text.Contains(s.Mark, StringComparison.Ordinal)).Name is { } system ? $"{browser} on {system}" : browser;
    }
}
