namespace PracticeCms.Kernel.Jobs;

/// <summary>Requests that are being answered. People come first: while there are any, a practice's background work goes one by one.</summary>
internal sealed class ForegroundLoad
{
    private int running;

    public bool IsBusy => Volatile.Read(ref running) > 0;

    public void Enter() => Interlocked.Increment(ref running);

    public void Leave() => Interlocked.Decrement(ref running);
}
