using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;

namespace PracticeCms.Kernel.Crypto;

/// <summary>Seals the keys of cookies and forms with the master key: whoever copies the folder cannot make a session.</summary>
internal sealed class ProtectionKeyEncryptor(Lazy<MasterKey> master) : IXmlEncryptor
{
    public const string Use = "protection key";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var wrapped = master.Value.Wrap(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)), Use);
        return new EncryptedXmlInfo(new XElement("sealedKey", new XAttribute("master", master.Value.Id), Convert.ToBase64String(wrapped)), typeof(ProtectionKeyDecryptor));
    }
}

/// <summary>Made by the framework from the name that stands beside the sealed key.</summary>
internal sealed class ProtectionKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(Encoding.UTF8.GetString(
        services.GetRequiredService<MasterKey>().Unwrap(Convert.FromBase64String(encryptedElement.Value), ProtectionKeyEncryptor.Use)));
}

internal sealed class SealProtectionKeys(Lazy<MasterKey> master) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options) => options.XmlEncryptor = new ProtectionKeyEncryptor(master);
}
