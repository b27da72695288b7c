using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Copying;

/// <summary>Looks at the objects that are copied, and reads what the store cannot copy of them.</summary>
/// <param name="objects">The store.</param>
/// <param name="copies">The store, about tags.</param>
/// <param name="calls">Makes the requests.</param>
/// <param name="profile">What the store can do.</param>
/// <param name="concurrency">How many are looked at, at a time.</param>
internal sealed class SourceObjects(
    ObjectGateway objects, CopyGateway copies, StoreCalls calls, ProviderProfile profile, int concurrency)
{
    private const string Permissions = "s3:GetObject (and s3:GetObjectVersion, s3:GetObjectTagging and kms:Decrypt, where it has " +
        "versions, tags, or is encrypted by KMS)";

    /// <summary>Looks at all sources; each object once.</summary>
    /// <exception cref="CopySourceException">One of them cannot serve.</exception>
    public async Task<IReadOnlyList<CopiedRange>> FindAsync(
        IReadOnlyList<CopySource> sources, RequestPayer? payer, CancellationToken cancellationToken)
    {
        CopySource[] distinct = [.. sources.Select(ObjectOf).Distinct()];
        var found = new CopiedObject[distinct.Length];
        await Parallel.ForEachAsync(
            distinct.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
            async (source, token) => found[source.Index] = await FindAsync(source.Item, payer, token).ConfigureAwait(false))
            .ConfigureAwait(false);
        Dictionary<CopySource, CopiedObject> byIdentity = found.ToDictionary(seen => seen.Source);
        return [.. sources.Select(source => RangeOf(source, byIdentity[ObjectOf(source)]))];
    }

    /// <summary>The tags of an object.</summary>
    /// <exception cref="CopySourceException">They could not be read.</exception>
    public Task<IReadOnlyDictionary<string, string>> GetTagsAsync(CopiedObject source, CancellationToken cancellationToken) => LookAsync(
        source.Source, "GetObjectTagging", token => copies.GetTagsAsync(source, token), cancellationToken);

    /// <exception cref="SourceChangedException">One of them is not what it was when the copy began.</exception>
    public Task RequireUnchangedAsync(IEnumerable<CopiedObject> sources, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        sources,
        new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
        async (source, token) =>
        {
            GetObjectMetadataResponse? head = await calls.ExecuteAsync(
                "HeadObject",
                end => objects.HeadAsync(source.Address, source.Source.VersionId, withChecksum: false, end),
                token).ConfigureAwait(false);
            if (head is null || (source with { Head = head }).State != source.State)
            {
                throw CopyGateway.Changed(source, cause: null);
            }
        });

    /// <summary>Opens a range, to be read once.</summary>
    /// <exception cref="SourceChangedException">The object is not what it was when the copy began.</exception>
    public async Task<GetObjectResponse> OpenAsync(CopiedRange range, CancellationToken cancellationToken)
    {
        CopiedObject source = range.Object;
        var part = new UploadedPart { PartNumber = 1, Offset = range.Offset, Size = range.Length, ETag = source.ETag };
        GetObjectResponse answer;
        try
        {
            answer = await AttemptWatch.RunAsync(
                calls.Patience,
                Wait.Answer,
                "GetObject",
                watch => objects.GetAsync(source.Address, source.Source.VersionId, source.ETag, part, watch.Token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception refusal) when (CopyGateway.IsChange(refusal))
        {
            throw CopyGateway.Changed(source, refusal);
        }

        if (ETags.AreEqual(answer.ETag, source.ETag) && answer.ContentLength == range.Length)
        {
            return answer;
        }

        answer.Dispose();
        throw ETags.AreEqual(answer.ETag, source.ETag)
            ? new UnusableAnswerException($"The store gave {answer.ContentLength:N0} bytes where {range.Length:N0} were asked for.")
            : CopyGateway.Changed(source, cause: null);
    }

    /// <summary>Reads what comes next, and waits no longer than for the bytes of a part.</summary>
    public Task<int> ReadAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken) => AttemptWatch.RunAsync(
        calls.Patience,
        Wait.Body,
        "GetObject",
        watch => stream.ReadAsync(buffer, watch.Token).AsTask(),
        cancellationToken);

    private async Task<CopiedObject> FindAsync(CopySource source, RequestPayer? payer, CancellationToken cancellationToken)
    {
        var address = new UploadTarget
        {
            BucketName = source.BucketName,
            Key = source.Key,
            Encryption = source.Encryption,
            ExpectedBucketOwner = source.ExpectedBucketOwner,
            RequestPayer = payer,
        };
        GetObjectMetadataResponse? head = await LookAsync(
            source,
            "HeadObject",
            token => objects.HeadAsync(address, source.VersionId, withChecksum: profile.ChecksumAlgorithms.Count > 0, token),
            cancellationToken).ConfigureAwait(false);
        return head is null ? throw Missing(source, cause: null)
            : string.IsNullOrEmpty(head.ETag)
                ? throw new CopySourceException(
                    CopySourceProblem.Unavailable, source, $"The store names no ETag of the source {source.Name}, by which it could be " +
                    "known that it does not change.")
            : new CopiedObject(source, address, head);
    }

    private async Task<T> LookAsync<T>(
        CopySource source, string operation, Func<CancellationToken, Task<T>> look, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.ExecuteAsync(operation, look, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception gone) when (gone.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
            || (source.VersionId is not null && gone.StatusCode == HttpStatusCode.BadRequest))
        {
            throw Missing(source, gone);
        }
        catch (Exception failure) when (failure is not CopySourceException && !cancellationToken.IsCancellationRequested)
        {
            throw new CopySourceException(
                CopySourceProblem.Unavailable,
                source,
                $"The source {source.Name} could not be looked at ({operation}): {failure.Message.TrimEnd('.')}." +
                StoreHint.For(failure, Permissions),
                failure);
        }
    }

    /// <exception cref="CopySourceException">The object is another one, or does not have these bytes.</exception>
    private static CopiedRange RangeOf(CopySource source, CopiedObject found)
    {
        if (source.IfMatch is { } expected && !ETags.AreEqual(expected, found.ETag))
        {
            throw new CopySourceException(
                CopySourceProblem.PreconditionFailed,
                source,
                $"The source {source.Name} has the ETag {found.ETag}, not {expected} (IfMatch).");
        }

        long length = source.Length ?? (found.Size - source.Offset);
        return source.Offset <= found.Size && length <= found.Size - source.Offset
            ? new CopiedRange(found, source.Offset, length)
            : throw new CopySourceException(
                CopySourceProblem.OutOfRange,
                source,
                $"The source {source.Name} has {found.Size:N0} bytes: there are no {source.Length?.ToString("N0", null) ?? "bytes"} " +
                $"from byte {source.Offset:N0} on.");
    }

    private static CopySourceException Missing(CopySource source, Exception? cause) => new(
        CopySourceProblem.NotFound,
        source,
        $"There is no source {source.Name}, or the credentials may not know of it.",
        cause);

    /// <summary>The whole of the object, as it may be.</summary>
    private static CopySource ObjectOf(CopySource source) => source with { Offset = 0, Length = null, IfMatch = null };
}
