using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PracticeCms.Audit;
using PracticeCms.Data;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Testing;

/// <summary>
/// Watches what EF sends: which requests read tables of client records and got rows, and by asking once more, of which clients.
/// Independent of the code that writes the audit.
/// </summary>
public sealed partial class ClientTableReads : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly List<IDisposable> subscriptions = [];
    private readonly ConcurrentDictionary<DbContext, string[]> tables = new();
    private readonly ConcurrentQueue<Query> queries = new();

    private readonly TestHost host;
    private readonly TenantShell tenant;

    /// <summary>Watches one practice; the listener hears all hosts of the process.</summary>
    public ClientTableReads(TestHost host)
    {
        this.host = host;
        tenant = host.App.Services.GetRequiredService<TenantRegistry>().Find("Default")!;
        subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>SQL by the id of the request that sent it.</summary>
    public ConcurrentDictionary<string, string> Requests { get; } = new();

    private sealed record Query(string Request, string Text, IReadOnlyList<(string Name, object? Value)> Parameters);

    /// <summary>What was read of clients' records by requests that left no event which names these clients.</summary>
    /// <param name="isStill">Nothing has changed since, so that asking once more finds the same clients. Otherwise an event of any client is enough.</param>
    public async Task<IReadOnlyList<string>> WithoutEventAsync(bool isStill = true)
    {
        var events = await host.InAsync("Default", services => services.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(PageSize: 5000)));
        var audited = events.Entries.Where(e => e.RequestId is not null)
            .ToLookup(e => e.RequestId!, e => e.ClientIds.Concat(e.ClientId is { } one ? [one] : [])).ToDictionary(r => r.Key, r => r.SelectMany(ids => ids).ToHashSet());
        var silent = Requests.Where(r => !audited.TryGetValue(r.Key, out var named) || named.Count == 0).Select(r => r.Value).ToList();
        foreach (var query in queries.Where(q => isStill && audited.ContainsKey(q.Request)).DistinctBy(q => (q.Request, q.Text, string.Join('|', q.Parameters.Select(p => p.Value)))))
        {
            var unnamed = (await ClientsOfAsync(query)).Except(audited[query.Request]).ToList();
            if (unnamed.Count > 0)
            {
                silent.Add($"{string.Join(", ", unnamed)} in {query.Text}");
            }
        }

        return silent;
    }

    /// <summary>The clients whom a query names in its columns, by asking once more.</summary>
    private Task<List<Guid>> ClientsOfAsync(Query query) => host.InAsync("Default", async services =>
    {
        var database = services.GetRequiredService<KernelDb>().Database;
        await database.OpenConnectionAsync();
        await using var command = database.GetDbConnection().CreateCommand();
        command.CommandText = query.Text;
        foreach (var (name, value) in query.Parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        var ofClients = MainTable().Match(query.Text).Groups["table"].Value == "records_client";
        var clients = new List<Guid>();
        await using var reader = await command.ExecuteReaderAsync();
        var columns = Enumerable.Range(0, reader.FieldCount).Where(i => ClientColumn().IsMatch(reader.GetName(i)) || (ofClients && reader.GetName(i) == "id")).ToList();
        while (await reader.ReadAsync())
        {
            clients.AddRange(columns.Where(i => !reader.IsDBNull(i)).Select(i => Guid.Parse(reader.GetValue(i).ToString()!)));
        }

        return clients;
    });

    [GeneratedRegex("""FROM "?(?<table>\w+)""")]
    private static partial Regex MainTable();

    [GeneratedRegex("""^client_id\d*$""")]
    private static partial Regex ClientColumn();

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            subscriptions.Add(value.Subscribe(this));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is not DataReaderDisposingEventData { ReadCount: > 0, Context: TenantDbContext context } read
            || context.RecordScope is not DataScope { RequestId: { } request } scope || scope.Tenant != tenant)
        {
            return;
        }

        var names = tables.GetOrAdd(context, static c => c.Model.GetEntityTypes()
            .Where(e => typeof(IClientRecord).IsAssignableFrom(e.ClrType)).Select(e => e.GetTableName()!).ToArray());
        if (names.Any(n => read.Command.CommandText.Contains($"FROM \"{n}\"", StringComparison.Ordinal) || read.Command.CommandText.Contains($"FROM {n} ", StringComparison.Ordinal))
            && !read.Command.CommandText.Contains("COUNT(*)", StringComparison.OrdinalIgnoreCase))
        {
            Requests.TryAdd(request, read.Command.CommandText);
            if (read.Command.CommandText.StartsWith("SELECT", StringComparison.Ordinal))
            {
                queries.Enqueue(new Query(request, read.Command.CommandText, [.. read.Command.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, p.Value))]));
            }
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => subscriptions.ForEach(s => s.Dispose());
}
