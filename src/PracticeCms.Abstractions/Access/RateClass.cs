using Microsoft.AspNetCore.Builder;

namespace PracticeCms.Access;

/// <summary>Endpoints that are worth flooding, by what a request of theirs costs. How many a minute are taken is configured: <c>Practice:Limits</c>.</summary>
public enum RateClass
{
    /// <summary>Passwords, codes, links out of mails. Opening the page is free, sending it counts.</summary>
    SignIn,

    /// <summary>What the public reads of free times and visits.</summary>
    Availability,

    /// <summary>What the public books and changes. Opening the page is free, sending it counts.</summary>
    Booking,
    Search,
    Export,

    /// <summary>What programs ask with a key of theirs: counted by key, and wrong keys by address.</summary>
    Api,
}

/// <summary>Endpoint or page metadata.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RateLimitedAttribute(RateClass rateClass) : Attribute
{
    public RateClass RateClass { get; } = rateClass;
}

/// <summary>Of an endpoint whose answers stay open for minutes and are no load meanwhile.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StaysOpenAttribute : Attribute;

public static class RateLimitExtensions
{
    public static TBuilder LimitRate<TBuilder>(this TBuilder builder, RateClass rateClass)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RateLimitedAttribute(rateClass));
}
