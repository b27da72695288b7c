#:project ../../src/S3MultipartUpload.Testing/S3MultipartUpload.Testing.csproj
#:property PublishAot=false

using S3MultipartUpload.Testing;

// The suite knows three users; here they are three keys of one account. Runs until whoever started it closes its input.
S3Credential[] others = [new("AKIAS3TESTSALT000000", "s3-tests-secret-of-alt"), new("AKIAS3TESTSTENANT000", "s3-tests-secret-of-tenant")];
await using S3TestServer server = await S3TestServer.StartAsync(new S3TestServerOptions
{
    Credentials = { others[0], others[1] },
    AllowSignatureV2 = true, // Some tests sign and presign so.
});
foreach (string line in (string[])
[
    server.Endpoint.Host, $"{server.Endpoint.Port}", server.AccountId, server.AccessKey, server.SecretKey,
    .. others.SelectMany(other => (string[])[other.AccessKey, other.SecretKey]),
])
{
    Console.WriteLine(line);
}

await Console.In.ReadToEndAsync();
