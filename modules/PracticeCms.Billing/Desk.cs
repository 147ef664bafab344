namespace PracticeCms.Billing;

/// <summary>Who acts, when, and in which currency: what every use case of billing asks for.</summary>
internal sealed class Desk(ITenant tenant, IClock clock, ICurrentActor actor)
{
    public Currency Currency => tenant.Currency;
    public LocalDate Today => tenant.Today(clock);
    public Instant Now => clock.GetCurrentInstant();
    public Guid? UserId => actor.UserId;
}
