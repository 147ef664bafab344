using System.Globalization;
using Jint.Runtime;

namespace PracticeCms.Workflows.Expressions;

/// <summary>The practice's clock and zone for dates in scripts.</summary>
internal sealed class PracticeTime(IClock clock, ITenant tenant)
    : DefaultTimeSystem(TimeZoneInfo.FindSystemTimeZoneById(tenant.Zone.Id), CultureInfo.InvariantCulture)
{
    public override DateTimeOffset GetUtcNow() => clock.GetCurrentInstant().ToDateTimeOffset();
}
