namespace S3MultipartUpload.IntegrationTests;

public sealed class CopyOverHttp(InProcessStore store) : CopyBehaviour(store), IClassFixture<InProcessStore>;
