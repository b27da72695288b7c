namespace S3MultipartUpload.Testing;

internal sealed class StatusEffect(int status, string errorCode, TimeSpan? retryAfter) : FaultEffect
{
    internal override ValueTask<S3Reply?> BeforeAsync(S3Exchange exchange) =>
        throw new S3ErrorException(status, errorCode, "This error was scheduled by the test.") { RetryAfter = retryAfter };
}
