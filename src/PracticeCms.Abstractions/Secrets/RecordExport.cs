using System.Text.Encodings.Web;
using System.Text.Json;
using PracticeCms.Access;
using PracticeCms.Durable;

namespace PracticeCms.Secrets;

/// <summary>What a module tells of a client in the file that the person may ask for: all that it keeps of them, in parts.</summary>
public interface IExportsClients
{
    IEnumerable<RecordPart> GetParts();
}

/// <param name="Name">For people, such as <c>Notes</c>.</param>
/// <param name="Permission">Who lacks it hands out the record without this part, and the file says so.</param>
/// <param name="ReadAsync">Reads as the actor, and notes what it reads; contents of files are opened later.</param>
public sealed record RecordPart(string Name, Permission Permission, Func<Guid, CancellationToken, Task<IReadOnlyList<RecordFile>>> ReadAsync);

/// <param name="Path">Inside the file, with slashes.</param>
/// <param name="OpenAsync">Null where the content is gone.</param>
public sealed record RecordFile(string Path, Func<CancellationToken, Task<Stream?>> OpenAsync)
{
    private static readonly JsonSerializerOptions Readable = new(DurableJson.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Instants in UTC, dates in ISO 8601, money in minor units beside its currency.</summary>
    public static RecordFile Json(string path, object value) => Of(path, JsonSerializer.SerializeToUtf8Bytes(value, Readable));

    public static RecordFile Of(string path, byte[] content) => new(path, _ => Task.FromResult<Stream?>(new MemoryStream(content, writable: false)));
}
