using AngleSharp.Html.Dom;

namespace PracticeCms.IntegrationTests.WhoSees;

/// <summary>The forms on pages that ask for an id, and on their tabs, as the owner is shown them: handlers of pages stand in no table.</summary>
internal static class PageForms
{
    internal sealed record Form(PortalRoutes.Route Route, string Query, Dictionary<string, string> Fields);

    public static async Task<IReadOnlyList<Form>> FindAsync(TestHost host, IReadOnlyList<PortalRoutes.Route> routes, OneClient client)
    {
        using var owner = await StaffSession.SignInAsync(host);
        var forms = new List<Form>();
        foreach (var route in routes.Where(r => r.IsPage))
        {
            foreach (var id in client.For(route.Text) is { } ids ? (Guid[])[ids.First, client.Draft] : [])
            {
                using var first = await owner.Http.GetAsync(route.With(id));
                if (!first.IsSuccessStatusCode)
                {
                    continue; // a draft's id is asked for on the pages of invoices alone
                }

                var page = await owner.PageAsync(route.With(id));
                var tabs = page.QuerySelectorAll("main a[href*='?tab=']").Select(a => "?" + a.GetAttribute("href")!.Split('?')[1]);
                foreach (var query in tabs.SelectMany(t => t.Contains("notes", StringComparison.Ordinal) ? (string[])[t, t + "&write=1"] : [t]).Prepend("").Distinct())
                {
                    var shown = await owner.PageAsync(route.With(id) + query);
                    forms.AddRange(shown.QuerySelectorAll("input[name=_handler]").Select(h => new Form(route, query, StaffSession.Fields((IHtmlFormElement)h.Closest("form")!))));
                }
            }
        }

        forms = [.. forms.DistinctBy(f => (f.Route, f.Fields["_handler"]))];
        Assert.Superset(new HashSet<string> { "save", "note", "document", "payment", "draft", "credit", "client-payment", "charge" }, forms.Select(f => f.Fields["_handler"]).ToHashSet());
        return forms;
    }
}
