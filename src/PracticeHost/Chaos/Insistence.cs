using System.Net;

namespace PracticeHost.Chaos;

/// <summary>The same request again until there is an answer, as people do whose connection breaks.</summary>
internal sealed class Insistence(HttpClient http, Func<Uri> host, Action<HttpResponseMessage>? heard = null)
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    /// <param name="WasLost">An earlier one got no answer: it may have been done.</param>
    public sealed record Answer(HttpStatusCode Status, string Text, Uri? Location, bool WasLost);

    public async Task<Answer> AskAsync(string path, Func<HttpContent>? content, CancellationToken ct, string? key = null)
    {
        for (var wasLost = false; ; wasLost = true)
        {
            try
            {
                using var request = new HttpRequestMessage(content is null ? HttpMethod.Get : HttpMethod.Post, new Uri(host(), path)) { Content = content?.Invoke() };
                if (key is not null)
                {
                    request.Headers.Add("Idempotency-Key", key);
                }

                using var answer = await http.SendAsync(request, ct);
                heard?.Invoke(answer);
                if (answer.StatusCode is not (>= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests))
                {
                    return new Answer(answer.StatusCode, await answer.Content.ReadAsStringAsync(ct), answer.Headers.Location, wasLost);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or System.Net.Sockets.SocketException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                // The host died, or is not there yet. In the moment between, .NET says so with the naked error of the socket.
            }

            await Task.Delay(Breath, ct);
        }
    }
}
