namespace PracticeCms.Scheduling.Calendar;

/// <summary>The desk's booking form: somebody known, or somebody new with a name and a way to reach them.</summary>
public sealed class NewVisit
{
    /// <summary><c>search</c> looks for clients and shows the form again, for browsers without script.</summary>
    public string? Step { get; set; }
    public string? Search { get; set; }
    public Guid? ClientId { get; set; }
    public string? GivenName { get; set; }
    public string? FamilyName { get; set; }
    public string? Phone { get; set; }
    public string? Email { get; set; }
    public Guid? ServiceId { get; set; }
    public Guid? PractitionerId { get; set; }
    public string? Date { get; set; }
    public string? Time { get; set; }
    public int? Minutes { get; set; }
    public bool Overbook { get; set; }

    public bool IsNewClient => ClientId is null && !string.IsNullOrWhiteSpace(FamilyName);
}
