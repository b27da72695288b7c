namespace S3MultipartUpload.IntegrationTests;

public sealed class FolderOverGivenServer(GivenStore store) : FolderBehaviour(store), IClassFixture<GivenStore>;
