namespace S3MultipartUpload.IntegrationTests;

public sealed class FolderOverHttps(InProcessTlsStore store) : FolderBehaviour(store), IClassFixture<InProcessTlsStore>;
