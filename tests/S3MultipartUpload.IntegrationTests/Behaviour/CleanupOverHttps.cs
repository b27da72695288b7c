namespace S3MultipartUpload.IntegrationTests;

public sealed class CleanupOverHttps(InProcessTlsStore store) : CleanupBehaviour(store), IClassFixture<InProcessTlsStore>;
