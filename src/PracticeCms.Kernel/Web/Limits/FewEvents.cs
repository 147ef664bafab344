namespace PracticeCms.Kernel.Web.Limits;

/// <summary>
/// Keeps who floods a practice from flooding its audit: of one thing by one sender an event a minute is written, and of all of a kind sixty.
/// </summary>
internal sealed class FewEvents(IClock clock)
{
    private const int OfAKind = 60;
    private readonly RateBuckets buckets = new(clock);

    public bool Admits(string tenant, string kind, object sender) => buckets.Take((tenant, kind, sender), 1) == 0 && buckets.Take((tenant, kind), OfAKind) == 0;
}
