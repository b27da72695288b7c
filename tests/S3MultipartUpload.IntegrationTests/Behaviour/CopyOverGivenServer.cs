namespace S3MultipartUpload.IntegrationTests;

public sealed class CopyOverGivenServer(GivenStore store) : CopyBehaviour(store), IClassFixture<GivenStore>;
