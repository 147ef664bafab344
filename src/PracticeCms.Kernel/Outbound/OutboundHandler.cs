using System.Net;
using System.Security.Authentication;
using PracticeCms.Outbound;

namespace PracticeCms.Kernel.Outbound;

/// <summary>Follows redirects itself, each by the same rules, and takes no more of an answer than is allowed.</summary>
internal sealed class OutboundHandler(OutboundRules rules) : DelegatingHandler
{
    private const int MostRedirects = 5;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(rules.Longest);
        try
        {
            return await FollowAsync(request, limit.Token);
        }
        catch (HttpRequestException e) when (e is not OutboundRefusedException && e.GetBaseException() is OutboundRefusedException refused)
        {
            throw new OutboundRefusedException(refused.Message);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TaskCanceledException("The other side took too long.", new TimeoutException(e.Message, e), limit.Token);
        }
    }

    private async Task<HttpResponseMessage> FollowAsync(HttpRequestMessage request, CancellationToken ct)
    {
        for (var redirects = 0; ; redirects++)
        {
            CheckAddress(request.RequestUri!);
            var answer = await AskAsync(request, ct);
            try
            {
                if (Target(answer, request.RequestUri!) is not { } target)
                {
                    await LimitAsync(answer, ct);
                    return answer;
                }

                request = redirects < MostRedirects ? Redirected(request, answer.StatusCode, target) : throw new OutboundRefusedException("The other side redirects without end.");
                answer.Dispose();
            }
            catch
            {
                answer.Dispose();
                throw;
            }
        }
    }

    /// <summary>A server that does not show a trusted certificate for its name is sent nothing, and whoever asked is told why.</summary>
    private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await base.SendAsync(request, ct);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            throw new OutboundRefusedException($"No safe connection to '{request.RequestUri!.Host}' could be made, and nothing was sent to it: {e.GetBaseException().Message}");
        }
    }

    private static void CheckAddress(Uri address)
    {
        if ((address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp) || address.UserInfo.Length > 0)
        {
            throw new OutboundRefusedException("Only https and http addresses without a user are reached.");
        }
    }

    private static Uri? Target(HttpResponseMessage answer, Uri from) =>
        answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        && answer.Headers.Location is { } location ? new Uri(from, location) : null;

    private static HttpRequestMessage Redirected(HttpRequestMessage request, HttpStatusCode status, Uri target)
    {
        var from = request.RequestUri!;
        if (from.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps)
        {
            throw new OutboundRefusedException("The other side redirects to an address without encryption.");
        }

        var keeps = status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
        if (keeps && request.Content is not null)
        {
            throw new OutboundRefusedException("The other side redirects what was sent to it. Give the final address.");
        }

        var next = new HttpRequestMessage(keeps || request.Method == HttpMethod.Head ? request.Method : HttpMethod.Get, target);
        // Only what describes the answer goes along to another host; keys and signatures stay.
        var isSame = Uri.Compare(from, target, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
        foreach (var header in request.Headers.Where(h => isSame || h.Key is "Accept" or "Accept-Language" or "User-Agent"))
        {
            next.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return next;
    }

    private async Task LimitAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, ct)) > 0)
        {
            if (kept.Length + read > rules.Largest)
            {
                throw new OutboundRefusedException("The other side's answer is too large.");
            }

            kept.Write(buffer, 0, read);
        }

        kept.Position = 0;
        var content = new StreamContent(kept);
        foreach (var header in answer.Content.Headers)
        {
            content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        answer.Content = content;
    }
}
