namespace S3MultipartUpload.IntegrationTests;

public sealed class ResumeOverHttps(InProcessTlsStore store) : ResumeBehaviour(store), IClassFixture<InProcessTlsStore>;
