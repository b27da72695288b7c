namespace S3MultipartUpload.IntegrationTests;

public sealed class HealthOverGivenServer(GivenStore store) : HealthBehaviour(store), IClassFixture<GivenStore>;
