namespace PracticeCms.Files;

/// <summary>
/// The practice's files, encrypted at rest in chunks; the name on disk says nothing. Who may open a file is decided by the record
/// that refers to it.
/// </summary>
public interface IFileStore
{
    /// <summary>Stores the content and returns its id; the caller keeps name and type in its own record.</summary>
    /// <param name="client">Whose file it is: it goes under the client's own key, and with the client. Null: the practice's.</param>
    Task<StoredFile> SaveAsync(Stream content, Guid? client = null, CancellationToken ct = default);

    /// <summary>Puts a file that the practice's key wraps under the key of a client. False where it is one already, or gone.</summary>
    Task<bool> MoveUnderAsync(Guid id, Guid client, CancellationToken ct = default);

    /// <summary>Null where there is no such file in this practice. A damaged file throws <see cref="DamagedFileException"/> while read.</summary>
    Task<Stream?> OpenAsync(Guid id, CancellationToken ct = default);
    Task DeleteAsync(Guid id, CancellationToken ct = default);
}

/// <param name="Sha256">Of the clear content, lower-case hex.</param>
public sealed record StoredFile(Guid Id, long Length, string Sha256);

public sealed class DamagedFileException(string message) : IOException(message);

/// <summary>Encrypts one field; the ciphertext only opens for the same tenant, entity, id and field.</summary>
public interface IFieldCipher
{
    string Encrypt(string clear, string entity, Guid id, string field);
    string Decrypt(string sealedText, string entity, Guid id, string field);
}
