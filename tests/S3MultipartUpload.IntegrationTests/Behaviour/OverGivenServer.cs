namespace S3MultipartUpload.IntegrationTests;

public sealed class OverGivenServer(GivenStore store) : UploadBehaviour(store), IClassFixture<GivenStore>;
