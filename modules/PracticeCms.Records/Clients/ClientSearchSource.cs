using PracticeCms.Records.Contracts;
using PracticeCms.Ui;

namespace PracticeCms.Records.Clients;

internal sealed class ClientSearchSource(IClients clients, IVocabulary words, ITenant tenant) : ISearchSource
{
    public Permission Permission => Permissions.ViewClients;

    public async Task<IReadOnlyList<SearchHit>> SearchAsync(string query, int limit, CancellationToken ct) =>
        [.. (await clients.SearchAsync(query, limit, ct)).Select(c => new SearchHit(words["Client"], c.DisplayName, Detail(c), $"admin/clients/{c.Id}", "person"))];

    private string Detail(ClientSummary client) =>
        string.Join(" · ", ((string?[])[client.Number, client.BirthDate is { } born ? Moment.Date(born, tenant.Culture) : null, client.Phone, client.Email]).Where(t => !string.IsNullOrEmpty(t)));
}
