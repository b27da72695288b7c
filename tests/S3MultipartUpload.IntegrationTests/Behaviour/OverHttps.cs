namespace S3MultipartUpload.IntegrationTests;

public sealed class OverHttps(InProcessTlsStore store) : UploadBehaviour(store), IClassFixture<InProcessTlsStore>;
