using PracticeCms.Secrets;

namespace PracticeCms.Kernel.Crypto;

/// <summary>Moves, at night and in pieces, what the practice's key has sealed under the keys of its clients.</summary>
[BackgroundTask(Schedule = "40 2 * * *", Description = "Puts what belongs to clients under their own keys")]
internal sealed class MoveUnderClients(IFeatureServices<IMovesUnderClients> movers) : IBackgroundTask
{
    public const int Piece = 200;

    public async Task DoWorkAsync(CancellationToken ct)
    {
        foreach (var mover in movers)
        {
            while (await mover.MoveAsync(Piece, ct) > 0)
            {
                ct.ThrowIfCancellationRequested();
            }
        }
    }
}
