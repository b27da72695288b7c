namespace S3MultipartUpload.IntegrationTests;

/// <summary>Our own endpoint, over https.</summary>
public sealed class InProcessTlsStore() : EndpointStore(https: true);
