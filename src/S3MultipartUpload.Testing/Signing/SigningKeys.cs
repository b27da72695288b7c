using System.Collections.Concurrent;

namespace S3MultipartUpload.Testing.Signing;

/// <summary>The keys made lately: a client signs a whole day with the same one.</summary>
internal sealed class SigningKeys
{
    private const int Most = 100;

    private readonly ConcurrentDictionary<(string AccessKey, string Scope), SigningKey> _made = new();

    public SigningKey Of(S3Credential credential, string scope)
    {
        if (_made.TryGetValue((credential.AccessKey, scope), out SigningKey? key))
        {
            return key;
        }

        // Anybody may ask for any scope.
        if (_made.Count >= Most)
        {
            _made.Clear();
        }

        return _made[(credential.AccessKey, scope)] = new SigningKey(credential.SecretKey, scope);
    }
}
