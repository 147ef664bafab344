using System.Collections.Frozen;
using System.Text.Json;

namespace PracticeCms.Kernel.Durable;

/// <summary>What an <c>event</c> message carries; an <c>event-handler</c> message adds the handler.</summary>
internal sealed record EventEnvelope(string Event, string Body, Guid EventId, string? Handler = null);

internal sealed class Events(Outbox outbox, EventTypes types) : IEvents
{
    public Task PublishAsync<TEvent>(TEvent domainEvent, CancellationToken ct = default)
        where TEvent : class, IDomainEvent
    {
        var type = domainEvent.GetType();
        if (types.Find(type.FullName!) is null)
        {
            // No module of this process listens to it, on or off.
            return Task.CompletedTask;
        }

        var id = Ids.New();
        var envelope = new EventEnvelope(type.FullName!, JsonSerializer.Serialize(domainEvent, type, DurableJson.Options), id);
        return outbox.AddAsync(id, EventDispatch.EventKind, $"event:{id}", JsonSerializer.Serialize(envelope, DurableJson.Options), null, null, ct);
    }
}

/// <summary>Events that have handlers, by name.</summary>
internal sealed class EventTypes(IEnumerable<DomainEventRegistration> registrations)
{
    private readonly FrozenDictionary<string, EventInvoker> byName = registrations
        .Select(r => r.Event)
        .Distinct()
        .ToFrozenDictionary(t => t.FullName!, t => (EventInvoker)Activator.CreateInstance(typeof(EventInvoker<>).MakeGenericType(t))!);

    public EventInvoker? Find(string name) => byName.GetValueOrDefault(name);
}

/// <summary>Calls the handlers of one type of event.</summary>
internal abstract class EventInvoker
{
    /// <summary>Names of the handlers of the tenant's enabled features.</summary>
    public abstract IReadOnlyList<string> Handlers(IServiceProvider services);

    /// <summary>False where the handler's feature is off by now.</summary>
    public abstract Task<bool> HandleAsync(IServiceProvider services, string handler, string body, CancellationToken ct);
}

internal sealed class EventInvoker<TEvent> : EventInvoker
    where TEvent : class, IDomainEvent
{
    public override IReadOnlyList<string> Handlers(IServiceProvider services) => Find(services).Select(NameOf).ToList();

    public override async Task<bool> HandleAsync(IServiceProvider services, string handler, string body, CancellationToken ct)
    {
        if (Find(services).FirstOrDefault(h => NameOf(h) == handler) is not { } found)
        {
            return false;
        }

        await found.HandleAsync(JsonSerializer.Deserialize<TEvent>(body, DurableJson.Options)!, ct);
        return true;
    }

    private static IFeatureServices<IEventHandler<TEvent>> Find(IServiceProvider services) =>
        services.GetRequiredService<IFeatureServices<IEventHandler<TEvent>>>();

    private static string NameOf(object handler) => handler.GetType().FullName!;
}
