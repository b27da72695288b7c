namespace S3MultipartUpload.IntegrationTests;

public sealed class FolderOverHttp(InProcessStore store) : FolderBehaviour(store), IClassFixture<InProcessStore>;
