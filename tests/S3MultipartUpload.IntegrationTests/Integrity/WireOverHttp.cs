namespace S3MultipartUpload.IntegrationTests.Integrity;

public sealed class WireOverHttp : WireTests;
