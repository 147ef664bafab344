namespace PracticeCms.Scheduling.Booking;

internal static class BookingEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        const string why = "Clients book by themselves; it shows free times, never who takes the others.";
        routes.MapGet("/api/v1/public/services", BookingApi.ServicesAsync).AllowPublic(why).LimitRate(RateClass.Availability).WithSummary("Services that can be booked online, with their questions")
            .Produces<BookingApi.ServiceAnswer>();
        routes.MapGet("/api/v1/public/availability", BookingApi.AvailabilityAsync).AllowPublic(why).LimitRate(RateClass.Availability).WithSummary("Free times by day")
            .Produces<BookingApi.AvailabilityAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapPost("/api/v1/public/bookings", BookingApi.BookAsync).AllowPublic(why).LimitRate(RateClass.Booking).AddEndpointFilter<ThrottleFilter>().WithSummary("Book a free time")
            .Produces<BookingApi.BookingAnswer>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status429TooManyRequests);

        routes.MapGet("/book", BookingPages.StartAsync).AllowPublic(why).LimitRate(RateClass.Availability);
        routes.MapGet("/book/{service}", BookingPages.TimesAsync).AllowPublic(why).LimitRate(RateClass.Availability);
        routes.MapGet("/book/{service}/details", BookingPages.DetailsAsync).AllowPublic(why).LimitRate(RateClass.Availability);
        routes.MapPost("/book/{service}/details", BookingPages.BookAsync).AllowPublic(why).LimitRate(RateClass.Booking).AddEndpointFilter<ThrottleFilter>();

        const string link = "The link in the client's own mail is the key to this one visit.";
        routes.MapGet("/visit/{token}", VisitPages.ShowAsync).AllowPublic(link).LimitRate(RateClass.Availability);
        routes.MapGet("/visit/{token}/invite.ics", VisitPages.InviteAsync).AllowPublic(link).LimitRate(RateClass.Availability);
        routes.MapGet("/visit/{token}/move", VisitPages.AskMoveAsync).AllowPublic(link).LimitRate(RateClass.Availability);
        routes.MapPost("/visit/{token}/move", VisitPages.MoveAsync).AllowPublic(link).LimitRate(RateClass.Booking).AddEndpointFilter<ThrottleFilter>();
        routes.MapGet("/visit/{token}/cancel", VisitPages.AskCancelAsync).AllowPublic(link).LimitRate(RateClass.Availability);
        routes.MapPost("/visit/{token}/cancel", VisitPages.CancelAsync).AllowPublic(link).LimitRate(RateClass.Booking).AddEndpointFilter<ThrottleFilter>();
    }
}
