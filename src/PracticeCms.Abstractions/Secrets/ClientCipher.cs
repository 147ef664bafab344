namespace PracticeCms.Secrets;

/// <summary>Where a sealed text belongs. It opens there and nowhere else.</summary>
public readonly record struct SealedField(string Entity, Guid Id, string Name);

/// <summary>
/// Seals what is known of a client with that client's own key, which is made when it is first needed. Destroying the key erases all of it at
/// once, in every copy of the database that holds no key of its own.
/// </summary>
public interface IClientCipher
{
    /// <summary>For no client, the practice's key seals. Throws <see cref="ErasedClientException"/> once the client was erased.</summary>
    Task<string> SealAsync(Guid? client, string clear, SealedField field, CancellationToken ct = default);

    /// <summary>Null where the client was erased. Opens also what the practice's key has sealed.</summary>
    Task<string?> OpenAsync(Guid? client, string sealedText, SealedField field, CancellationToken ct = default);

    /// <summary>Whether a text was sealed with the practice's key, not with a client's.</summary>
    static bool IsOfPractice(string sealedText) => sealedText.StartsWith('v');
}

/// <summary>Nothing can be added to a record that was erased; answered as 409.</summary>
public sealed class ErasedClientException() : InvalidOperationException("This record was erased; nothing can be added to it.");

/// <summary>
/// Puts what was sealed with the practice's key, from before clients had keys, under the keys of the clients. Asked at night until it moves no more.
/// </summary>
public interface IMovesUnderClients
{
    /// <summary>Moves at most so many, in its own unit of work; returns how many.</summary>
    Task<int> MoveAsync(int most, CancellationToken ct);
}
