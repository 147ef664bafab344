namespace PracticeCms.Messaging.Workflows;

/// <summary>
/// Mail templates write <c>{{ appointment.start }}</c>, workflows <c>{{ Appointment.Start }}</c>; a template used by a workflow finds both.
/// </summary>
internal static class MailModel
{
    public static Dictionary<string, object?> For(IDictionary<string, object?> model)
    {
        var both = new Dictionary<string, object?>(model, StringComparer.Ordinal);
        foreach (var (name, value) in model)
        {
            var inner = value is IDictionary<string, object?> record ? For(record) : value;
            both[name] = inner;
            both.TryAdd(SnakeCase(name), inner);
        }

        return both;
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 && !char.IsUpper(name[i - 1]) ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
