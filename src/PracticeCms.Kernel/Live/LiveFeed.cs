using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using PracticeCms.Live;

namespace PracticeCms.Kernel.Live;

/// <summary>Open pages of this process by tenant and topic. Losing a message costs a reload, never data.</summary>
internal sealed class LiveHub
{
    /// <summary>A reader that is so many messages behind is cut off; its page connects again and loads afresh.</summary>
    private const int Backlog = 64;

    private readonly ConcurrentDictionary<(string Tenant, string Topic), ConcurrentDictionary<Channel<string>, bool>> readers = new();

    public void Publish(string tenant, string topic, string message)
    {
        if (!readers.TryGetValue((tenant, topic), out var channels))
        {
            return;
        }

        foreach (var channel in channels.Keys.Where(c => !c.Writer.TryWrite(message)))
        {
            channel.Writer.TryComplete();
            channels.TryRemove(channel, out _);
        }
    }

    /// <summary>Ends every stream of a tenant.</summary>
    public void Close(string tenant)
    {
        foreach (var channel in readers.Where(r => r.Key.Tenant.Equals(tenant, StringComparison.OrdinalIgnoreCase)).SelectMany(r => r.Value.Keys))
        {
            channel.Writer.TryComplete();
        }
    }

    public async IAsyncEnumerable<string> SubscribeAsync(string tenant, string topic, [EnumeratorCancellation] CancellationToken ct)
    {
        var channel = Channel.CreateBounded<string>(new BoundedChannelOptions(Backlog) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        var channels = readers.GetOrAdd((tenant, topic), _ => new ConcurrentDictionary<Channel<string>, bool>());
        channels[channel] = true;
        try
        {
            while (await WaitAsync(channel.Reader, ct))
            {
                while (channel.Reader.TryRead(out var message))
                {
                    yield return message;
                }
            }
        }
        finally
        {
            channels.TryRemove(channel, out _);
        }
    }

    /// <summary>A page that goes away ends the stream; that is no error.</summary>
    private static async Task<bool> WaitAsync(ChannelReader<string> reader, CancellationToken ct)
    {
        try
        {
            return await reader.WaitToReadAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

internal sealed class LiveFeed(LiveHub hub, ITenant tenant) : ILiveFeed
{
    public void Publish(string topic, object payload) => hub.Publish(tenant.Name, topic, JsonSerializer.Serialize(payload, DurableJson.Options));

    public IAsyncEnumerable<string> SubscribeAsync(string topic, CancellationToken ct) => hub.SubscribeAsync(tenant.Name, topic, ct);
}

internal static class LiveServices
{
    public static IServiceCollection AddLive(this IServiceCollection services) => services.AddSingleton<LiveHub>().AddScoped<ILiveFeed, LiveFeed>();
}
