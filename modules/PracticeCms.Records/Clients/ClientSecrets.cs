using System.Text.Json;

namespace PracticeCms.Records.Clients;

/// <summary>
/// What of a client is sealed: the practice's own fields, and the identity number. Opened before a form changes a client, sealed before it is saved.
/// </summary>
internal sealed class ClientSecrets(IClientCipher cipher, IdentityNumbers numbers)
{
    private const string NoFields = "{}";

    public async Task OpenAsync(Client client, CancellationToken ct)
    {
        if (!client.IsOpened)
        {
            (client.Custom, client.IdentityNumber) = await ReadAsync(client, ct);
            client.IsOpened = true;
        }
    }

    /// <summary>Writes what has changed; what has not keeps its ciphertext, so that an unchanged client is not saved.</summary>
    public async Task SealAsync(Client client, CancellationToken ct)
    {
        if (!client.IsOpened)
        {
            throw new InvalidOperationException("A client is opened before it is changed; else what was sealed would be lost.");
        }

        var (custom, number) = await ReadAsync(client, ct);
        if (custom != client.Custom)
        {
            client.CustomSealed = client.Custom == NoFields ? NoFields : JsonSerializer.Serialize(await cipher.SealAsync(client.Id, client.Custom, Custom(client), ct));
        }

        if (number != client.IdentityNumber)
        {
            var isSet = client.IdentityNumber.Length > 0;
            client.IdentitySealed = isSet ? await cipher.SealAsync(client.Id, client.IdentityNumber, Identity(client), ct) : null;
            client.IdentityIndex = isSet ? numbers.IndexOf(client.IdentityNumber) : null;
        }
    }

    private async Task<(string Custom, string IdentityNumber)> ReadAsync(Client client, CancellationToken ct)
    {
        var custom = client.CustomSealed is ['"', ..]
            ? await cipher.OpenAsync(client.Id, JsonSerializer.Deserialize<string>(client.CustomSealed)!, Custom(client), ct) ?? NoFields
            : client.CustomSealed;
        return (custom, client.IdentitySealed is { } number ? await cipher.OpenAsync(client.Id, number, Identity(client), ct) ?? "" : "");
    }

    private static SealedField Custom(Client client) => new(nameof(Client), client.Id, nameof(Client.Custom));

    private static SealedField Identity(Client client) => new(nameof(Client), client.Id, nameof(Client.IdentityNumber));
}
