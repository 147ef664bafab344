namespace PracticeCms.Scheduling.Appointments;

/// <summary>Puts booking answers under their clients' keys.</summary>
internal sealed class MoveAnswers(SchedulingDb db, IUnitOfWork unitOfWork, IClientCipher cipher) : IMovesUnderClients
{
    public Task<int> MoveAsync(int most, CancellationToken ct) => unitOfWork.RunAsync(
        async token =>
        {
            var visits = await db.Appointments.IgnoreQueryFilters().AsNoTracking()
                .Where(a => a.AnswersSealed != null && a.AnswersSealed.StartsWith("v")).OrderBy(a => a.Id).Take(most).ToListAsync(token);
            foreach (var visit in visits)
            {
                var text = await cipher.OpenAsync(visit.ClientId, visit.AnswersSealed!, BookingAnswers.Field(visit.Id), token);
                var moved = await cipher.SealAsync(visit.ClientId, text!, BookingAnswers.Field(visit.Id), token);
                await db.Appointments.IgnoreQueryFilters().Where(a => a.Id == visit.Id).ExecuteUpdateAsync(s => s.SetProperty(a => a.AnswersSealed, moved), token);
            }

            return visits.Count;
        },
        ct);
}
