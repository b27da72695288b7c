namespace S3MultipartUpload.IntegrationTests;

public sealed class ResumeOverGivenServer(GivenStore store) : ResumeBehaviour(store), IClassFixture<GivenStore>;
