namespace S3MultipartUpload.IntegrationTests;

public sealed class CleanupOverGivenServer(GivenStore store) : CleanupBehaviour(store), IClassFixture<GivenStore>;
