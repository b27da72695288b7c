namespace S3MultipartUpload.IntegrationTests;

public sealed class ResumeOverHttp(InProcessStore store) : ResumeBehaviour(store), IClassFixture<InProcessStore>;
