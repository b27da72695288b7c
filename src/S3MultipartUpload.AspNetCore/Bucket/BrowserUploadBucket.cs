using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.AspNetCore.Options;

namespace S3MultipartUpload.AspNetCore.Bucket;

/// <inheritdoc cref="IBrowserUploadBucket"/>
internal sealed class BrowserUploadBucket(IAmazonS3 client, string bucketName) : IBrowserUploadBucket
{
    private const string RuleId = "s3-multipart-upload";
    private static readonly TimeSpan PreflightLifetime = TimeSpan.FromHours(1);

    public async Task<IReadOnlyList<string>> CheckCorsAsync(IEnumerable<string> origins, CancellationToken cancellationToken = default)
    {
        string[] asked = Checked(origins);
        List<CORSRule> rules = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return [.. asked.Select(origin => CorsMatch.ProblemOf(rules, origin)).OfType<string>()];
    }

    public async Task ConfigureCorsAsync(IEnumerable<string> origins, CancellationToken cancellationToken = default)
    {
        string[] asked = Checked(origins);
        List<CORSRule> rules = await ReadAsync(cancellationToken).ConfigureAwait(false);
        CORSRule? own = rules.Find(rule => rule.Id == RuleId);
        CORSRule changed = CorsMatch.RuleFor((own?.AllowedOrigins ?? []).Union(asked, StringComparer.OrdinalIgnoreCase));
        changed.Id = RuleId;
        changed.MaxAgeSeconds = (int)PreflightLifetime.TotalSeconds;
        rules.RemoveAll(rule => rule.Id == RuleId);
        rules.Insert(0, changed); // S3 takes the first rule that fits: ours stands before one that exposes no ETag.
        await client.PutCORSConfigurationAsync(
            new PutCORSConfigurationRequest { BucketName = bucketName, Configuration = new CORSConfiguration { Rules = rules } },
            cancellationToken).ConfigureAwait(false);
    }

    private static string[] Checked(IEnumerable<string> origins)
    {
        ArgumentNullException.ThrowIfNull(origins);
        string[] asked = [.. origins];
        return asked.Length > 0 && asked.All(Origins.IsOrigin)
            ? asked
            : throw new ArgumentException("Name at least one origin, such as https://www.example.com, without a path.", nameof(origins));
    }

    private async Task<List<CORSRule>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            GetCORSConfigurationResponse answer = await client.GetCORSConfigurationAsync(
                new GetCORSConfigurationRequest { BucketName = bucketName }, cancellationToken).ConfigureAwait(false);
            return answer.Configuration?.Rules ?? [];
        }
        catch (AmazonS3Exception none) when (none.ErrorCode == "NoSuchCORSConfiguration")
        {
            return [];
        }
    }
}
