using System.Security.Cryptography;
using Amazon.Util;
using S3MultipartUpload.Parts;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Tests;

public sealed class PartBodyTests
{
    /// <summary>
    /// The SDK hashes parts with one hash for each thread, which keeps what it was given when a read fails: the next request that this
    /// thread signs, whosever it is, would be signed wrongly.
    /// </summary>
    [Fact]
    public async Task A_source_that_fails_while_the_SDK_hashes_it_spoils_no_other_request()
    {
        var patience = new Patience(new S3MultipartUploadOptions(), config: null, TimeProvider.System);
        byte[] other = await AttemptWatch.RunAsync(
            patience,
            Wait.Body,
            "Test",
            async watch =>
            {
                await using var body = new PartBody(new FailingStream(), new PartRange(1, 0, 100_000), watch, budget: null);
                Assert.Throws<IOException>(() => CryptoUtilFactory.CryptoInstance.ComputeSHA256Hash(body));
                return CryptoUtilFactory.CryptoInstance.ComputeSHA256Hash(new MemoryStream([1, 2, 3]));
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(SHA256.HashData([1, 2, 3]), other);
    }

    /// <summary>Gives half of its bytes.</summary>
    private sealed class FailingStream() : MemoryStream(new byte[100_000])
    {
        public override int Read(Span<byte> buffer) => Position < Length / 2 ? base.Read(buffer) : throw new IOException("It fails.");
    }
}
