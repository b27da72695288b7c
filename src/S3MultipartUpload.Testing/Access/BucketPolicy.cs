using System.Text;
using System.Text.Json;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Access;

/// <summary>
/// A bucket's policy: what it lets everybody do, and what it denies to the one account that there is. What it allows the account changes
/// nothing, for an account may do all with its own buckets; other accounts, and users of this one, do not ask here.
/// </summary>
internal sealed class BucketPolicy(IReadOnlyList<PolicyStatement> statements)
{
    public const string DocumentName = "policy";

    /// <summary>Whether it lets everybody in somewhere (S3 User Guide, "The meaning of public").</summary>
    public bool IsPublic => statements.Any(statement => statement is { Allows: true, IsForEverybody: true });

    /// <summary>The policy that a bucket has, or null.</summary>
    public static BucketPolicy? Of(BucketRecord bucket) =>
        bucket.Documents.TryGetValue(DocumentName, out string? document) ? Parse(Encoding.UTF8.GetBytes(document)) : null;

    /// <exception cref="S3ErrorException">MalformedPolicy.</exception>
    public static BucketPolicy Parse(ReadOnlyMemory<byte> document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            return json.RootElement.ValueKind is JsonValueKind.Object
                && json.RootElement.TryGetProperty("Statement", out JsonElement statement)
                    ? new BucketPolicy(statement.ValueKind is JsonValueKind.Array
                        ? [.. statement.EnumerateArray().Select(PolicyStatement.Parse)]
                        : [PolicyStatement.Parse(statement)])
                    : throw PolicyStatement.Malformed("Missing required field Statement");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException) // The latter: texts that are no Unicode.
        {
            throw PolicyStatement.Malformed("Policies must be valid JSON and the first byte must be '{'");
        }
    }

    /// <summary>Whether everybody may do this: one statement allows it, and none denies it. Null where none speaks of it.</summary>
    public bool? Allows(string action, string resource, S3Exchange exchange)
    {
        PolicyStatement[] about =
            [.. statements.Where(statement => statement.IsForEverybody && statement.IsAbout(action, resource, exchange))];
        return about.Length == 0 ? null : Array.TrueForAll(about, statement => statement.Allows);
    }

    /// <summary>Whether it denies this to the account itself.</summary>
    public bool DeniesAccount(string action, string resource, S3Exchange exchange) => statements.Any(
        statement => statement is { Allows: false, IsForAccount: true } && statement.IsAbout(action, resource, exchange));
}
