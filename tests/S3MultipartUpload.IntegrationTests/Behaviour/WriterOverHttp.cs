namespace S3MultipartUpload.IntegrationTests;

public sealed class WriterOverHttp(InProcessStore store) : WriterBehaviour(store), IClassFixture<InProcessStore>;
