using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using PracticeCms.Users.Accounts;

namespace PracticeCms.IntegrationTests.Users;

/// <summary>
/// A device with one passkey on P-256, for a practice at its standard address (WebAuthn Level 3, 6.1 and 6.3.3). As it is made it has checked its user and
/// tells the truth; what it says may be set otherwise.
/// </summary>
internal sealed class SoftPasskey : IDisposable
{
    public const byte Present = 0x01;
    public const byte PresentAndVerified = 0x05;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] owner;

    public byte[] Id { get; set; } = RandomNumberGenerator.GetBytes(16);
    public string Origin { get; set; } = "http://localhost:5000";
    public string? Domain { get; set; }
    public byte Flags { get; set; } = PresentAndVerified;
    public uint Counter { get; set; }
    public string Type { get; set; } = "webauthn.get";
    public bool IsForged { get; set; }

    private SoftPasskey(Guid userId) => owner = Encoding.UTF8.GetBytes(userId.ToString());

    public static Task<SoftPasskey> AddAsync(TestHost host, string email) => host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(async _ =>
    {
        var users = s.GetRequiredService<UserManager<User>>();
        var user = (await users.FindByEmailAsync(email))!;
        var made = new SoftPasskey(user.Id);
        await users.AddOrUpdatePasskeyAsync(user, new UserPasskeyInfo(made.Id, made.PublicKey(), DateTimeOffset.UnixEpoch, 0, [], true, false, false, [], []) { Name = "Key" });
        user.TwoFactorEnabled = true;
        return made;
    }));

    /// <summary>Signs in by the page's passkey form; the path at which the browser is then.</summary>
    /// <param name="shown">A page that was opened before; null opens one.</param>
    public async Task<string> EnterAsync(StaffSession browser, AngleSharp.Html.Dom.IHtmlDocument? shown = null)
    {
        var page = shown ?? await browser.PageAsync("account/signin");
        var options = page.QuerySelector("[data-options]")!.GetAttribute("data-options")!;
        using var entered = await browser.SendAsync("account/signin", page, "[name='Passkey.Credential']", form => form["Passkey.Credential"] = Answer(options));
        return entered.RequestMessage!.RequestUri!.AbsolutePath;
    }

    public void Dispose() => key.Dispose();

    private string Answer(string options)
    {
        using var asked = JsonDocument.Parse(options);
        var (challenge, domain) = (asked.RootElement.GetProperty("challenge").GetString(), Domain ?? asked.RootElement.GetProperty("rpId").GetString()!);
        var client = JsonSerializer.SerializeToUtf8Bytes(new { type = Type, challenge, origin = Origin, crossOrigin = false });
        byte[] device = [.. SHA256.HashData(Encoding.UTF8.GetBytes(domain)), Flags, (byte)(Counter >> 24), (byte)(Counter >> 16), (byte)(Counter >> 8), (byte)Counter];
        byte[] signed = [.. device, .. SHA256.HashData(client)];
        var signature = key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        signature[^1] ^= IsForged ? (byte)1 : (byte)0;
        return JsonSerializer.Serialize(new
        {
            id = Text(Id), rawId = Text(Id), type = "public-key", clientExtensionResults = new { },
            response = new { clientDataJSON = Text(client), authenticatorData = Text(device), signature = Text(signature), userHandle = Text(owner) },
        });
    }

    // CBOR of RFC 9053, 7.1.1: an EC2 key for ES256 on P-256, with its x and y.
    private byte[] PublicKey()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [0xA5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
