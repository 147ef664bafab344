using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PracticeCms.Audit;
using PracticeCms.Data;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Testing;

/// <summary>
/// Watches what EF sends: which requests read tables of client records and got rows. Independent of the code that writes the audit.
/// </summary>
public sealed class ClientTableReads : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly List<IDisposable> subscriptions = [];
    private readonly ConcurrentDictionary<DbContext, string[]> tables = new();

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

    /// <summary>What was read of clients' records by requests that left no event which names a client.</summary>
    public async Task<IReadOnlyList<string>> WithoutEventAsync()
    {
        var events = await host.InAsync("Default", services => services.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(PageSize: 5000)));
        var audited = events.Entries.Where(e => e.ClientId is not null || e.ClientIds.Count > 0).Select(e => e.RequestId).ToHashSet();
        return [.. Requests.Where(r => !audited.Contains(r.Key)).Select(r => r.Value)];
    }

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
