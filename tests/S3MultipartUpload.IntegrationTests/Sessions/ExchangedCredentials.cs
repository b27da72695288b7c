using Amazon.Runtime;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>Temporary credentials, one after the other; the next take their place when <c>ClearCredentials</c> ends the last.</summary>
internal sealed class ExchangedCredentials(params IEnumerable<S3Credential> credentials) : RefreshingAWSCredentials
{
    private readonly Queue<S3Credential> _left = new(credentials);

    protected override CredentialsRefreshState GenerateNewCredentials()
    {
        S3Credential next = _left.Dequeue();
        return new(new ImmutableCredentials(next.AccessKey, next.SecretKey, next.SessionToken), DateTime.UtcNow.AddDays(1));
    }
}
