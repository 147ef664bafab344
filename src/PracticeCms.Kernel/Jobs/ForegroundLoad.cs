namespace PracticeCms.Kernel.Jobs;

/// <summary>
/// Requests that are being answered. People come first: while there are any, a practice's background work goes one by one, and with pauses
/// while requests wait for a processor.
/// </summary>
internal sealed class ForegroundLoad
{
    private int running;

    public bool IsBusy => Volatile.Read(ref running) > 0;

    public bool IsCrowded => Volatile.Read(ref running) > Environment.ProcessorCount;

    public void Enter() => Interlocked.Increment(ref running);

    public void Leave() => Interlocked.Decrement(ref running);
}
