using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace PracticeCms.Kernel.Packages;

/// <summary>
/// What a package says of itself in <c>module.json</c>: each file with its SHA-256. It is read strictly, because its own bytes are what a
/// signature covers: no unknown or repeated member, one spelling of each version and hash.
/// </summary>
internal sealed partial record PackageManifest(string Id, string Version, string Assembly, IReadOnlyDictionary<string, string> Files)
{
    public const string FileName = "module.json";
    public const int MostBytes = 1 << 20;
    public const int MostFiles = 1_000;

    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        MaxDepth = 4,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Strict);

    public static Result<PackageManifest> Read(byte[] bytes)
    {
        try
        {
            return bytes.Length > MostBytes
                ? Wrong($"{FileName} is larger than {MostBytes / 1024} KB.")
                : JsonSerializer.Deserialize<PackageManifest>(bytes, Strict) is { } manifest ? manifest.Checked() : Wrong($"{FileName} is empty.");
        }
        catch (JsonException e)
        {
            return Wrong($"{FileName} is not as it should be: {e.Message}");
        }
    }

    public static bool IsId(string text) => IdPattern().IsMatch(text) && !text.Equals(PackageStore.TrustedFolder, StringComparison.OrdinalIgnoreCase);

    public static bool IsVersion(string text) => System.Version.TryParse(text, out var version) && version.ToString() == text;

    /// <summary>A path below the package: letters and digits of ASCII, forward slashes, no step up, nothing hidden.</summary>
    public static bool IsFileName(string text) => text.Length <= 200 && FilePattern().IsMatch(text);

    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static Problem Wrong(string message) => Problem.Invalid("package", message);

    private Result<PackageManifest> Checked()
    {
        if (!IsId(Id) || !IsVersion(Version))
        {
            return Wrong($"{FileName} needs an id of letters, digits and points, and a version such as 1.0.0.");
        }

        if (Files.Count > MostFiles || Files.Keys.FirstOrDefault(f => !IsFileName(f) || f is FileName or PackageSignature.FileName || Files.Keys.Any(o => Clash(f, o))) is not null)
        {
            return Wrong($"{FileName} must name up to {MostFiles} files, each once and by a plain path below the package.");
        }

        return Files.FirstOrDefault(f => f.Value is null || !HashPattern().IsMatch(f.Value)).Key is { } unhashed ? Wrong($"The SHA-256 of '{unhashed}' must be 64 lower-case hexadecimal digits.")
            : !Files.ContainsKey(Assembly) ? Wrong($"The assembly '{Assembly}' is not among the files of {FileName}.")
            : this;
    }

    // Two names that a file system may take for one, or a file that another lies below.
    private static bool Clash(string file, string other) =>
        file != other && (other.Equals(file, StringComparison.OrdinalIgnoreCase) || other.StartsWith(file + "/", StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9]*(?:[._-][A-Za-z0-9]+)*\z")]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_](?:[A-Za-z0-9._+-]*[A-Za-z0-9_+-])?(?:/[A-Za-z0-9_](?:[A-Za-z0-9._+-]*[A-Za-z0-9_+-])?)*\z")]
    private static partial Regex FilePattern();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex HashPattern();
}
