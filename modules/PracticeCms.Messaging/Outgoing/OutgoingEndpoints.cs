using PracticeCms.Messaging.Delivery;

namespace PracticeCms.Messaging.Outgoing;

internal static class OutgoingEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/outgoing/{id:guid}/body", Body).RequirePermission(Permissions.ViewOutgoingMail);
        routes.MapGet("/admin/outgoing/{id:guid}/mail.eml", Download).RequirePermission(Permissions.ViewOutgoingMail);
        routes.MapPost("/admin/outgoing/{id:guid}/resend", Resend).RequirePermission(Permissions.SendMail);
        routes.MapPost("/admin/outgoing/{id:guid}/release", Release).RequirePermission(Permissions.SendMail);
        routes.MapPost("/admin/outgoing/{id:guid}/cancel", Cancel).RequirePermission(Permissions.SendMail);
        routes.MapPost("/admin/outgoing/release", ReleaseAll).RequirePermission(Permissions.SendMail);
        routes.MapPost("/admin/outgoing/discard", DiscardAll).RequirePermission(Permissions.SendMail);
    }

    private static async Task<IResult> Body(Guid id, MessagingDb db, OutgoingList mails, HttpContext http, CancellationToken ct)
    {
        if (await db.Mails.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, ct) is not { } mail)
        {
            return Problem.NotFound("The mail").ToHttp();
        }

        var html = await mails.ShownHtmlAsync(mail, ct)
            ?? $"<style>pre {{ white-space: pre-wrap; font: inherit }}</style><pre>{System.Net.WebUtility.HtmlEncode(await mails.ShownTextAsync(mail, ct))}</pre>";
        return Framed(http, html);
    }

    private static async Task<IResult> Download(Guid id, MessagingDb db, MailComposer composer, CancellationToken ct)
    {
        if (await db.Mails.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, ct) is not { } mail)
        {
            return Problem.NotFound("The mail").ToHttp();
        }

        if (mail.IsPersonal)
        {
            return Problem.Forbidden(OutgoingList.Personal).ToHttp();
        }

        var content = new MemoryStream();
        var message = await composer.ComposeAsync(mail, ct);
        foreach (var part in message.BodyParts.OfType<MimeKit.TextPart>())
        {
            part.Text = SecretLinks.WithoutInFile(part.ContentType.MimeType, part.Text);
        }

        await message.WriteToAsync(content, ct);
        return Results.File(content.ToArray(), "message/rfc822", "mail.eml");
    }

    private static async Task<IResult> Resend(Guid id, ChangeMail change, CancellationToken ct) => Back(await change.ResendAsync(id, ct));

    private static async Task<IResult> Release(Guid id, ChangeMail change, CancellationToken ct) => Back(await change.ReleaseAsync(id, ct));

    private static async Task<IResult> Cancel(Guid id, ChangeMail change, CancellationToken ct) => Back(await change.CancelAsync(id, ct));

    private static async Task<IResult> ReleaseAll(ChangeMail change, CancellationToken ct) =>
        await change.ReleaseAllAsync(ct) is { Problem: { } problem } ? problem.ToHttp() : Results.LocalRedirect("~/admin/outgoing");

    private static async Task<IResult> DiscardAll(ChangeMail change, CancellationToken ct) =>
        await change.DiscardAllAsync(ct) is { Problem: { } problem } ? problem.ToHttp() : Results.LocalRedirect("~/admin/outgoing");

    /// <summary>A mail's HTML is foreign text: it gets a document of its own that may neither run nor load anything.</summary>
    private static IResult Framed(HttpContext http, string html)
    {
        http.Response.Headers.ContentSecurityPolicy = $"sandbox; default-src 'none'; style-src {OwnStyles.Of(html)}; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";
        http.Response.Headers.XFrameOptions = "SAMEORIGIN";
        http.Response.Headers.CacheControl = "no-store";
        return Results.Content(html, "text/html; charset=utf-8");
    }

    private static IResult Back(Result<Guid> result) =>
        result.Problem is { } problem ? problem.ToHttp() : Results.LocalRedirect($"~/admin/outgoing/{result.Value}");
}
