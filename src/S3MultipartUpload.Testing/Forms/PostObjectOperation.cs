using S3MultipartUpload.Testing.Access;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Operations;
using S3MultipartUpload.Testing.Protocol;
using S3MultipartUpload.Testing.Signing;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Forms;

/// <summary>PostObject: the form of a page becomes an object. Who sends it is told by the signature of its policy.</summary>
internal sealed class PostObjectOperation(
    Authenticator authenticator, BucketTable buckets, IBlobStore blobs, TimeProvider time)
{
    private readonly BodyReceiver _receiver = new(blobs);
    private readonly Operations.ObjectWriter _writer = new(blobs, time);

    /// <summary>Reads the form as far as its file; from then on the exchange knows its key.</summary>
    public async ValueTask<PostForm> ReadAsync(S3Exchange exchange)
    {
        buckets.Get(exchange.Bucket);
        PostForm form = await PostForm.ReadAsync(exchange).ConfigureAwait(false);
        exchange.FormKey =
            form.Fields.GetValueOrDefault("key") is { Length: > 0 } given ? given : throw S3Errors.MissingField("key");
        form.Set("bucket", exchange.Bucket);
        return form;
    }

    public async ValueTask<S3Reply> RunAsync(S3Exchange exchange, PostForm form)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        string key = exchange.FormKey ?? throw S3Errors.MissingField("key");
        FormFields.Apply(form.Fields, exchange);
        Authorize(exchange, bucket, key, form);
        WriteOperations.CheckKey(key);
        KnownHeaders.Check(exchange);
        bool charged = RequesterPays.Check(exchange, buckets);
        ObjectAttributes attributes =
            ObjectDescriber.Describe(exchange, bucket) with { Tags = FormFields.Tags(form.Fields) };
        ReceivedBody body = await ReceiveAsync(exchange, form).ConfigureAwait(false);
        ObjectRecord stored = _writer.Store(bucket, key, body, attributes, WriteConditions.None);
        return FormReply.Create(exchange, form.Fields, bucket, stored).With("x-amz-request-charged", charged ? "requester" : null);
    }

    private void Authorize(S3Exchange exchange, Bucket bucket, string key, PostForm form)
    {
        if (PolicySignature.Read(form.Fields) is not { } signature)
        {
            authenticator.AuthenticateNobody(exchange);
            RequestAccess.CheckWrite(exchange, bucket, key);
            return;
        }

        authenticator.Authenticate(signature);
        RequestAccess.CheckWrite(exchange, bucket, key);
        var policy = PostPolicy.Parse(signature.Policy);
        policy.Check(form.Fields, time.GetUtcNow());
        form.File.Minimum = policy.MinimumLength;
        form.File.Maximum = Math.Min(policy.MaximumLength ?? long.MaxValue, form.File.Maximum);
    }

    private async Task<ReceivedBody> ReceiveAsync(S3Exchange exchange, PostForm form)
    {
        ChecksumKind kind = Payload.FindChecksum(exchange) ?? ChecksumKind.Default;
        ReceivedBody body = await _receiver.CopyAsync(form.File, length: null, kind, exchange.Aborted).ConfigureAwait(false);
        try
        {
            await form.EndAsync(exchange.Aborted).ConfigureAwait(false);
            return exchange.Header(kind.Header) is not { } expected || expected == body.Checksums[kind.Name]
                ? body
                : throw S3Errors.ChecksumMismatch(kind.Name);
        }
        catch
        {
            blobs.Delete(body.Blob);
            throw;
        }
    }
}
