namespace S3MultipartUpload.IntegrationTests;

public sealed class CleanupOverHttp(InProcessStore store) : CleanupBehaviour(store), IClassFixture<InProcessStore>;
