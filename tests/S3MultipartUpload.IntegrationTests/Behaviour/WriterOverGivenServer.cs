namespace S3MultipartUpload.IntegrationTests;

public sealed class WriterOverGivenServer(GivenStore store) : WriterBehaviour(store), IClassFixture<GivenStore>;
