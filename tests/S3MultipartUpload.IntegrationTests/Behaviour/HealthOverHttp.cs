namespace S3MultipartUpload.IntegrationTests;

public sealed class HealthOverHttp(InProcessStore store) : HealthBehaviour(store), IClassFixture<InProcessStore>;
