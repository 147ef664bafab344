namespace PracticeCms.Scheduling.Booking;

internal static class BookingEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        const string why = "Clients book by themselves; it shows free times, never who takes the others.";
        routes.MapGet("/api/v1/public/services", BookingApi.ServicesAsync).AllowPublic(why).WithSummary("Services that can be booked online, with their questions")
            .Produces<BookingApi.ServiceAnswer>();
        routes.MapGet("/api/v1/public/availability", BookingApi.AvailabilityAsync).AllowPublic(why).WithSummary("Free times by day")
            .Produces<BookingApi.AvailabilityAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapPost("/api/v1/public/bookings", BookingApi.BookAsync).AllowPublic(why).AddEndpointFilter<ThrottleFilter>().WithSummary("Book a free time")
            .Produces<BookingApi.BookingAnswer>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status429TooManyRequests);

        routes.MapGet("/book", BookingPages.StartAsync).AllowPublic(why);
        routes.MapGet("/book/{service}", BookingPages.TimesAsync).AllowPublic(why);
        routes.MapGet("/book/{service}/details", BookingPages.DetailsAsync).AllowPublic(why);
        routes.MapPost("/book/{service}/details", BookingPages.BookAsync).AllowPublic(why).AddEndpointFilter<ThrottleFilter>();

        const string link = "The link in the client's own mail is the key to this one visit.";
        routes.MapGet("/visit/{token}", VisitPages.ShowAsync).AllowPublic(link);
        routes.MapGet("/visit/{token}/invite.ics", VisitPages.InviteAsync).AllowPublic(link);
        routes.MapGet("/visit/{token}/move", VisitPages.AskMoveAsync).AllowPublic(link);
        routes.MapPost("/visit/{token}/move", VisitPages.MoveAsync).AllowPublic(link).AddEndpointFilter<ThrottleFilter>();
        routes.MapGet("/visit/{token}/cancel", VisitPages.AskCancelAsync).AllowPublic(link);
        routes.MapPost("/visit/{token}/cancel", VisitPages.CancelAsync).AllowPublic(link).AddEndpointFilter<ThrottleFilter>();
    }
}
