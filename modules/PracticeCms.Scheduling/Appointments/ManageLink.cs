namespace PracticeCms.Scheduling.Appointments;

/// <summary>The client's own link to a visit. The token is kept sealed, so that each mail can carry it, and found by its hash.</summary>
internal sealed class ManageLink(SchedulingDb db, IFieldCipher cipher, ITenant tenant)
{
    private const int TokenLength = 43;

    public string TokenOf(Appointment appointment) =>
        cipher.Decrypt(appointment.ManageToken, nameof(Appointment), appointment.Id, nameof(Appointment.ManageToken));

    public Uri Of(Appointment appointment) => new(tenant.BaseUrl, $"visit/{TokenOf(appointment)}");

    /// <summary>The visit that the token opens; the token itself is the right to see it.</summary>
    public async Task<Appointment?> FindAsync(string token, CancellationToken ct)
    {
        if (token.Length != TokenLength)
        {
            return null;
        }

        var hash = BookAppointment.TokenHash(token);
        return await db.Appointments.SingleOrDefaultAsync(a => a.ManageTokenHash == hash, ct);
    }
}
