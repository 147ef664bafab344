using System.Buffers.Binary;
using System.Buffers.Text;

namespace PracticeCms.Scheduling.Booking;

/// <summary>
/// Names an offered time. Opaque to others, but no secret: whether the time is free is asked again when it is booked.
/// </summary>
/// <param name="AnyPractitioner">The client did not choose, so that somebody else may step in.</param>
internal readonly record struct SlotKey(Guid ServiceId, Guid PractitionerId, Instant Start, bool AnyPractitioner)
{
    private const int Length = 41;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        ServiceId.TryWriteBytes(bytes);
        PractitionerId.TryWriteBytes(bytes[16..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes[32..], Availability.Span.Minute(Start));
        bytes[40] = (byte)(AnyPractitioner ? 1 : 0);
        return Base64Url.EncodeToString(bytes);
    }

    public static SlotKey? Parse(string? text)
    {
        var bytes = new byte[Length + 3];
        if (text is null || text.Length > 64 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Length)
        {
            return null;
        }

        var minute = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(32));
        return minute is < 0 or > 4_000_000_000 / 60
            ? null
            : new SlotKey(new Guid(bytes.AsSpan(0, 16)), new Guid(bytes.AsSpan(16, 16)), Availability.Span.At(minute), bytes[40] == 1);
    }
}
