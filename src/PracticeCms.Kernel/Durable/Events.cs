using System.Collections.Frozen;
using System.Text.Json;
using PracticeCms.Kernel.Modules;

namespace PracticeCms.Kernel.Durable;

/// <summary>What the message of one handler carries.</summary>
internal sealed record EventEnvelope(string Event, string Body, Guid EventId, string Handler);

/// <summary>An event becomes one message per handler of the features that are on, in the transaction of what happened.</summary>
internal sealed class Events(Outbox outbox, EventTypes types, IServiceProvider services) : IEvents
{
    public async Task PublishAsync<TEvent>(TEvent domainEvent, CancellationToken ct = default)
        where TEvent : class, IDomainEvent
    {
        var type = domainEvent.GetType();
        var body = JsonSerializer.Serialize(domainEvent, type, DurableJson.Options);
        var id = Ids.New();
        foreach (var handler in types.Find(type.FullName!)?.Handlers(services) ?? [])
        {
            var payload = JsonSerializer.Serialize(new EventEnvelope(type.FullName!, body, id, handler.FullName!), DurableJson.Options);
            await outbox.AddAsync(Ids.New(), EventDispatch.HandlerKind, $"{id}:{handler.FullName}", payload, null, null, ct);
        }
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
    /// <summary>What its handlers are registered as.</summary>
    public abstract Type Service { get; }

    /// <summary>Handlers of the tenant's enabled features. None of them is made: who publishes does not run them.</summary>
    public abstract IEnumerable<Type> Handlers(IServiceProvider services);

    /// <summary>False where no such handler is on here.</summary>
    public abstract Task<bool> HandleAsync(IServiceProvider services, string handler, string body, CancellationToken ct);
}

internal sealed class EventInvoker<TEvent> : EventInvoker
    where TEvent : class, IDomainEvent
{
    public override Type Service => typeof(IEventHandler<TEvent>);

    public override IEnumerable<Type> Handlers(IServiceProvider services) =>
        services.GetRequiredService<FeatureServiceIndex>().Enabled(Service, services.GetRequiredService<IFeatures>());

    public override async Task<bool> HandleAsync(IServiceProvider services, string handler, string body, CancellationToken ct)
    {
        if (Handlers(services).FirstOrDefault(h => h.FullName == handler) is not { } found)
        {
            return false;
        }

        await ((IEventHandler<TEvent>)services.GetRequiredService(found)).HandleAsync(JsonSerializer.Deserialize<TEvent>(body, DurableJson.Options)!, ct);
        return true;
    }
}
