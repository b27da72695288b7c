namespace S3MultipartUpload.IntegrationTests;

public sealed class WriterOverHttps(InProcessTlsStore store) : WriterBehaviour(store), IClassFixture<InProcessTlsStore>;
