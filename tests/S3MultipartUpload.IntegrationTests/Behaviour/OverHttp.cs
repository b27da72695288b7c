namespace S3MultipartUpload.IntegrationTests;

public sealed class OverHttp(InProcessStore store) : UploadBehaviour(store), IClassFixture<InProcessStore>;
