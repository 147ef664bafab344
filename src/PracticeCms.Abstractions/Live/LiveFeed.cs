namespace PracticeCms.Live;

/// <summary>Tells open pages of this practice that something changed; carries ids, never a client's data.</summary>
public interface ILiveFeed
{
    /// <summary>Call after the commit (<c>IUnitOfWork.AfterCommit</c>).</summary>
    void Publish(string topic, object payload);

    /// <summary>Messages of a topic from now on, until cancelled.</summary>
    IAsyncEnumerable<string> SubscribeAsync(string topic, CancellationToken ct);
}
