using System.Globalization;
using System.Xml.Linq;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>RestoreObject: an archived object can be read for some days (S3 User Guide, "Restoring an archived object").</summary>
/// <param name="buckets">The buckets.</param>
/// <param name="delay">How long it takes until the object can be read.</param>
/// <param name="time">The clock.</param>
internal sealed class RestoreOperation(BucketTable buckets, TimeSpan delay, TimeProvider time)
{
    private const int MaximumDays = 1_000_000; // No calendar goes much further.

    public async ValueTask<S3Reply> RunAsync(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        XElement request = XmlBody.Parse(await DocumentReceiver.ReceiveAsync(exchange).ConfigureAwait(false), "RestoreRequest");
        if (request.Children("SelectParameters").Any() || request.Children("OutputLocation").Any())
        {
            throw S3Errors.NotImplemented("SelectParameters");
        }

        if (!int.TryParse(request.Text("Days"), NumberStyles.None, CultureInfo.InvariantCulture, out int days)
            || days is < 1 or > MaximumDays)
        {
            throw S3Errors.MalformedXml();
        }

        lock (bucket.Gate)
        {
            StoredObject stored = AddressedVersion.Find(exchange, bucket);
            return Restore(bucket, stored, days);
        }
    }

    private S3Reply Restore(Bucket bucket, StoredObject stored, int days)
    {
        if (!RestoredCopy.IsNeededFor(stored.Record.Attributes.StorageClass))
        {
            throw S3Errors.InvalidObjectState(
                "Restore is not allowed for the object's current storage class", stored.Record.Attributes.StorageClass);
        }

        DateTimeOffset now = time.GetUtcNow();
        RestoredCopy? former = stored.Record.Restored is { } copy && copy.Expires > now ? copy : null;
        if (former is not null && former.Ready > now)
        {
            throw new S3ErrorException(409, "RestoreAlreadyInProgress", "Object restore is already in progress");
        }

        // As S3 has it, the copy expires at the midnight after its last day.
        DateTimeOffset ready = former?.Ready ?? now + delay;
        DateTimeOffset end = (former is null ? ready : now).AddDays(days);
        var expires = new DateTimeOffset(end.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        bucket.Objects.Update(stored, stored.Record with { Restored = new RestoredCopy(ready, expires) });
        return new S3Reply(former is null ? 202 : 200);
    }
}
