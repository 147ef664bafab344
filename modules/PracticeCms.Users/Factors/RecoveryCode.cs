using System.Security.Cryptography;
using System.Text;

namespace PracticeCms.Users.Factors;

/// <summary>The kept half of a code on paper, for the day when phone and key are lost. Works once.</summary>
[NotAudited("making and using codes is audited by name")]
internal sealed class RecoveryCode
{
    public Guid Id { get; set; }
    public Guid UserId { get; set; }

    /// <summary>SHA-256 in hex; a code has 120 bits, which nobody tries out.</summary>
    public required string Hash { get; set; }
}

internal sealed class RecoveryCodes(UsersDb db)
{
    public const int Count = 10;
    private const int Letters = 24;
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"; // 32 letters that nobody mixes up

    /// <summary>New codes in the running unit of work; those before stop working.</summary>
    public async Task<IReadOnlyList<string>> MakeAsync(Guid userId, CancellationToken ct)
    {
        db.RecoveryCodes.RemoveRange(await db.RecoveryCodes.Where(c => c.UserId == userId).ToListAsync(ct));
        var codes = Enumerable.Range(0, Count).Select(_ => RandomNumberGenerator.GetString(Alphabet, Letters)).ToList();
        db.RecoveryCodes.AddRange(codes.Select(c => new RecoveryCode { Id = Ids.New(), UserId = userId, Hash = HashOf(c) }));
        return codes.ConvertAll(c => string.Join('-', c.Chunk(6).Select(part => new string(part))));
    }

    public async Task<bool> TakeAsync(Guid userId, string? code, CancellationToken ct)
    {
        var plain = new string([.. (code ?? "").ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]);
        if (plain.Length != Letters)
        {
            return false;
        }

        var hash = HashOf(plain);
        return await db.RecoveryCodes.Where(c => c.UserId == userId && c.Hash == hash).ExecuteDeleteAsync(ct) == 1;
    }

    public Task<int> LeftAsync(Guid userId, CancellationToken ct) => db.RecoveryCodes.CountAsync(c => c.UserId == userId, ct);

    private static string HashOf(string code) => Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(code)));
}
