using System.Security.Cryptography;
using System.Text;
using S3MultipartUpload.Testing.Checksums;

namespace S3MultipartUpload.Testing.Signing;

/// <summary>The key of one day, region and service, made from a secret (Signature Version 4, "Calculate the signature").</summary>
internal sealed class SigningKey
{
    private readonly byte[] _key;

    public SigningKey(string secret, string scope)
    {
        _key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (string element in scope.Split('/'))
        {
            _key = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(element));
        }
    }

    public string Sign(string text) => Hex.Lower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));

    public bool Verifies(string text, string signature) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(text)), Encoding.UTF8.GetBytes(signature));
}
