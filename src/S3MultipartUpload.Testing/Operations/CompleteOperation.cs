using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Headers;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>CompleteMultipartUpload: the parts the client lists become the object, in one step.</summary>
internal sealed class CompleteOperation(BucketTable buckets, long minimumPartSize, TimeProvider time)
{
    public async ValueTask<S3Reply> RunAsync(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        IReadOnlyList<CompletedPart> listed = CompletedPart.ParseAll(await DocumentReceiver.ReceiveAsync(exchange).ConfigureAwait(false));
        var conditions = WriteConditions.Read(exchange.Header);
        lock (bucket.Gate)
        {
            if (bucket.Uploads.FindFinished(exchange.Key, exchange.UploadId) is { } finished)
            {
                return Reply(exchange, bucket, finished);
            }

            Upload upload = bucket.Uploads.FindOpen(exchange.Key, exchange.UploadId) ?? throw S3Errors.NoSuchUpload(exchange.UploadId);
            CustomerKey.CheckIfGiven(exchange, upload.Record.Attributes);
            ObjectRecord record = Assemble(exchange, upload.Record, Choose(upload, listed), listed);
            CheckSize(exchange, record.Size);
            ObjectRecord stored = bucket.Objects.Put(record, conditions);
            bucket.Uploads.Remove(upload, stored);
            return Reply(exchange, bucket, stored);
        }
    }

    private List<PartRecord> Choose(Upload upload, IReadOnlyList<CompletedPart> listed)
    {
        var chosen = new List<PartRecord>(listed.Count);
        foreach (CompletedPart wanted in listed)
        {
            if (chosen.Count > 0 && wanted.Number <= chosen[^1].Number)
            {
                throw S3Errors.InvalidPartOrder(upload.Record.UploadId);
            }

            if (!upload.Parts.TryGetValue(wanted.Number, out PartRecord? part) || part.ETag != wanted.ETag
                || !Agree(wanted.Checksums, part, upload.Record))
            {
                throw S3Errors.InvalidPart(upload.Record.UploadId, wanted.Number, wanted.ETag);
            }

            chosen.Add(part);
        }

        PartRecord? tooSmall = chosen.SkipLast(1).FirstOrDefault(part => part.Size < minimumPartSize);
        return tooSmall is null ? chosen : throw S3Errors.EntityTooSmall(tooSmall.Number, tooSmall.ETag, tooSmall.Size, minimumPartSize);
    }

    /// <summary>Of an upload that declares no checksum, there is none to name.</summary>
    private static bool Agree(IReadOnlyDictionary<string, string> listed, PartRecord part, UploadRecord upload) =>
        listed.All(checksum => upload.ChecksumAlgorithm is not null && part.Checksums.GetValueOrDefault(checksum.Key) == checksum.Value);

    private ObjectRecord Assemble(
        S3Exchange exchange, UploadRecord upload, List<PartRecord> parts, IReadOnlyList<CompletedPart> listed) => new()
        {
            Key = upload.Key,
            LastModified = time.GetUtcNow(),
            ETag = MultipartETag(parts),
            Size = parts.Sum(part => part.Size),
            Blobs = [.. parts.Select(part => part.Blob)],
            Attributes = upload.Attributes,
            Checksum = CompletedChecksum.Create(exchange, upload, parts, listed),
            Parts = parts,
            UploadId = upload.UploadId,
        };

    private static void CheckSize(S3Exchange exchange, long size)
    {
        if (exchange.Header("x-amz-mp-object-size") is { } declared && declared != size.ToString(CultureInfo.InvariantCulture))
        {
            throw S3Errors.InvalidRequest($"The provided 'x-amz-mp-object-size' header value {declared} does not match what was " +
                $"computed: {size}");
        }
    }

    /// <summary>The MD5 of the parts' MD5s, and their number.</summary>
    private static string MultipartETag(List<PartRecord> parts)
    {
        using var md5 = new CryptographicDigest(HashAlgorithmName.MD5);
        foreach (PartRecord part in parts)
        {
            md5.Append(Convert.FromHexString(part.ETag));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Hex.Lower(md5.Finish())}-{parts.Count}");
    }

    private static S3Reply Reply(S3Exchange exchange, Bucket bucket, ObjectRecord record) =>
        S3Reply.Xml(S3Xml.Document("CompleteMultipartUploadResult", xml =>
    {
        HttpRequest request = exchange.Http.Request;
        xml.Value("Location", $"{request.Scheme}://{request.Host}/{exchange.Bucket}/{Uri.EscapeDataString(record.Key)}");
        xml.Value("Bucket", exchange.Bucket);
        xml.Value("Key", record.Key);
        xml.Value("ETag", $"\"{record.ETag}\"");
        if (record.Checksum is { } checksum)
        {
            xml.Value(ChecksumKind.Find(checksum.Algorithm)?.Element ?? checksum.Algorithm, checksum.Value);
            xml.Value("ChecksumType", checksum.Type);
        }
    })).With(record.Attributes.EncryptionHeaders).With("x-amz-version-id", bucket.NewVersionIdOf(record));
}
