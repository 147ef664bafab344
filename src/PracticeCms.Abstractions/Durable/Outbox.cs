namespace PracticeCms.Durable;

/// <summary>
/// Work that must happen because something was committed. A row of the same transaction; dispatched at least once.
/// </summary>
public interface IOutbox
{
    /// <summary>
    /// Adds a message to the running unit of work. The key is unique per tenant: a second message with the same key is dropped.
    /// </summary>
    /// <param name="kind">Names the handler, such as <c>mail</c>.</param>
    /// <param name="key">Stable key that the effect carries outside (Message-ID, provider's idempotency key).</param>
    /// <param name="payload">Ids and facts; serialised as JSON.</param>
    /// <param name="due">Not before this instant; null for at once.</param>
    /// <param name="notAfter">Dropped when it could not be done by then.</param>
    Task EnqueueAsync(string kind, string key, object payload, Instant? due = null, Instant? notAfter = null, CancellationToken ct = default);
}

public sealed record OutboxMessage(Guid Id, string Kind, string Key, string Payload, int Attempt)
{
    public T Read<T>() => System.Text.Json.JsonSerializer.Deserialize<T>(Payload, DurableJson.Options)!;
}

/// <summary>
/// Performs messages of one kind. Throwing retries with back-off; <see cref="PermanentFailureException"/> raises an incident at once.
/// The handler opens its own unit of work for database effects.
/// </summary>
public interface IOutboxHandler
{
    string Kind { get; }
    Task HandleAsync(OutboxMessage message, CancellationToken ct);
}

/// <summary>Says that trying again cannot help, in words for the person who reads the incident.</summary>
public sealed class PermanentFailureException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Something that happened, published by the module that made it happen. Facts and ids, no free text of clients.</summary>
public interface IDomainEvent;

public interface IEvents
{
    /// <summary>
    /// Publishes in the running unit of work; each enabled handler then runs once, in its own transaction, after the commit.
    /// </summary>
    Task PublishAsync<TEvent>(TEvent domainEvent, CancellationToken ct = default)
        where TEvent : class, IDomainEvent;
}

/// <summary>
/// Handles an event inside a unit of work that also records (event, handler), so its database effects happen once.
/// </summary>
public interface IEventHandler<in TEvent>
    where TEvent : class, IDomainEvent
{
    Task HandleAsync(TEvent domainEvent, CancellationToken ct);
}

public enum MisfirePolicy
{
    /// <summary>Fires late, once.</summary>
    FireOnce,

    /// <summary>Does not fire when more than an hour late.</summary>
    Skip,
}

/// <summary>Something to be done at an instant; survives restarts, fires in its own transaction.</summary>
/// <param name="Kind">Names the handler.</param>
/// <param name="Key">Unique per tenant and kind; scheduling again replaces the unfired timer.</param>
/// <param name="Group">Cancels together, such as <c>appointment:ID</c>.</param>
/// <param name="Wall">The wall-clock time people agreed on, where they did, with <paramref name="Zone"/> (IANA).</param>
public sealed record TimerRequest(
    string Kind,
    string Key,
    Instant Due,
    object Payload,
    string? Group = null,
    LocalDateTime? Wall = null,
    string? Zone = null,
    MisfirePolicy Misfire = MisfirePolicy.FireOnce,
    Instant? NotAfter = null);

public interface ITimers
{
    Task ScheduleAsync(TimerRequest request, CancellationToken ct = default);
    Task CancelAsync(string kind, string key, CancellationToken ct = default);
    Task CancelGroupAsync(string group, CancellationToken ct = default);
}

/// <summary>Handles timers of one kind, inside the unit of work that marks the timer fired.</summary>
public interface ITimerHandler
{
    string Kind { get; }
    Task FireAsync(string key, string payload, Instant due, CancellationToken ct);
}

public static class DurableJson
{
    public static System.Text.Json.JsonSerializerOptions Options { get; } = Make();

    private static System.Text.Json.JsonSerializerOptions Make()
    {
        var options = new System.Text.Json.JsonSerializerOptions(System.Text.Json.JsonSerializerDefaults.Web);
        options.Converters.Add(new System.Text.Json.Serialization.JsonStringEnumConverter());
        options.Converters.Add(new InstantJson());
        options.Converters.Add(new LocalDateJson());
        options.Converters.Add(new LocalTimeJson());
        return options;
    }
}

public static class DurableServiceCollectionExtensions
{
    public static IServiceCollection AddEventHandler<TEvent, THandler>(this IServiceCollection services)
        where TEvent : class, IDomainEvent
        where THandler : class, IEventHandler<TEvent>
    {
        services.AddSingleton(new DomainEventRegistration(typeof(TEvent)));
        return Modules.FeatureServiceCollectionExtensions.AddFeatureService<IEventHandler<TEvent>, THandler>(services);
    }

    public static IServiceCollection AddOutboxHandler<THandler>(this IServiceCollection services)
        where THandler : class, IOutboxHandler =>
        Modules.FeatureServiceCollectionExtensions.AddFeatureService<IOutboxHandler, THandler>(services);

    public static IServiceCollection AddTimerHandler<THandler>(this IServiceCollection services)
        where THandler : class, ITimerHandler =>
        Modules.FeatureServiceCollectionExtensions.AddFeatureService<ITimerHandler, THandler>(services);

    public static IServiceCollection AddBackgroundTask<TTask>(this IServiceCollection services)
        where TTask : class, IBackgroundTask =>
        Modules.FeatureServiceCollectionExtensions.AddFeatureService<IBackgroundTask, TTask>(services);
}

/// <summary>Lets the dispatcher turn an event's name back into its type.</summary>
public sealed record DomainEventRegistration(Type Event);

/// <summary>Work on a schedule in each running tenant that has the feature on.</summary>
public interface IBackgroundTask
{
    /// <summary>Cron with five fields, in UTC, where it is not the attribute's; empty for never.</summary>
    string? Schedule => null;

    Task DoWorkAsync(CancellationToken ct);
}

[AttributeUsage(AttributeTargets.Class)]
public sealed class BackgroundTaskAttribute : Attribute
{
    /// <summary>Cron with five fields, in UTC.</summary>
    public string Schedule { get; set; } = "*/5 * * * *";
    public string Description { get; set; } = "";
}
