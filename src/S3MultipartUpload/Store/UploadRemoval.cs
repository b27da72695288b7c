namespace S3MultipartUpload.Store;

/// <summary>Aborts multipart uploads until the store no longer knows them: a part that arrives late can keep one alive.</summary>
/// <remarks>Source: Amazon S3 API Reference, "AbortMultipartUpload".</remarks>
internal sealed class UploadRemoval(MultipartGateway gateway, StoreCalls calls)
{
    private const int Rounds = 3;

    /// <returns>Whether the store had the upload; false where it was gone already.</returns>
    /// <exception cref="InvalidOperationException">The store confirms that it aborted the upload, and still has it.</exception>
    public async Task<bool> ExecuteAsync(UploadAddress upload, CancellationToken cancellationToken)
    {
        for (int round = 0; round < Rounds; round++)
        {
            bool wasThere = await calls.ExecuteAsync(
                "AbortMultipartUpload", token => gateway.AbortAsync(upload, token), cancellationToken).ConfigureAwait(false);
            if (!wasThere || !await calls.ExecuteAsync(
                "ListParts", token => gateway.ExistsAsync(upload, token), cancellationToken).ConfigureAwait(false))
            {
                return wasThere || round > 0;
            }
        }

        throw new InvalidOperationException(
            $"The upload was aborted {Rounds} times, but the store still knows it: parts may still be arriving.");
    }
}
