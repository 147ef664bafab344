namespace PracticeCms.Billing.Amounts;

/// <summary>Reads the rows of a table that a form posts as <c>Prefix[0].Field</c>, <c>Prefix[1].Field</c> and so on.</summary>
internal static class FormRows
{
    private const int Most = 1000;

    public static List<T> Read<T>(HttpContext http, string prefix, Func<Func<string, string?>, T> make)
    {
        var rows = new List<T>();
        if (!http.Request.HasFormContentType)
        {
            return rows;
        }

        var form = http.Request.Form;
        var indexes = form.Keys.Where(k => k.StartsWith(prefix + "[", StringComparison.Ordinal)).Select(k => k[(prefix.Length + 1)..].Split(']')[0])
            .Distinct().Select(k => int.TryParse(k, System.Globalization.NumberStyles.None, null, out var i) ? i : -1).Where(i => i is >= 0 and < Most).Order();
        foreach (var i in indexes)
        {
            rows.Add(make(field => form[$"{prefix}[{i}].{field}"] is { Count: > 0 } values ? values[0] : null));
        }

        return rows;
    }

    public static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;
}
