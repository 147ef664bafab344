using PracticeCms.Kernel.Uploads;

namespace PracticeCms.UnitTests.Uploads;

public sealed class UploadPlacesTests
{
    [Fact]
    public async Task One_practice_leaves_room_for_the_others()
    {
        using var places = new UploadPlaces(TimeSpan.Zero);
        var taken = new List<IDisposable>();
        while (taken.Count < 100 && await places.EnterAsync("busy", default) is { } place)
        {
            taken.Add(place);
        }

        Assert.InRange(taken.Count, 1, Math.Max(2, Environment.ProcessorCount) / 2);
        using (var other = await places.EnterAsync("other", default))
        {
            Assert.NotNull(other);
        }

        taken.ForEach(place => place.Dispose());
        using var again = await places.EnterAsync("busy", default);
        Assert.NotNull(again);
    }
}
