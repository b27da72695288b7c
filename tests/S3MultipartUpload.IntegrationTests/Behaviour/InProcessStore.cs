namespace S3MultipartUpload.IntegrationTests;

/// <summary>Our own endpoint, over http.</summary>
public sealed class InProcessStore() : EndpointStore(https: false);
