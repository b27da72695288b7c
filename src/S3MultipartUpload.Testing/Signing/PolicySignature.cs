using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Signing;

/// <summary>
/// The signature of a form's policy (API reference, "Authenticating requests in browser-based uploads using POST"): of version 4, or of
/// version 2, which S3 takes for buckets older than June 2020.
/// </summary>
internal sealed record PolicySignature
{
    private const string V2AccessKey = "AWSAccessKeyId";

    public required string AccessKey { get; init; }

    public string? SessionToken { get; init; }

    public required string Policy { get; init; }

    public required string Signature { get; init; }

    /// <summary>Null in version 2.</summary>
    public string? Scope { get; private init; }

    /// <summary>Reads the signature off the fields of a form, or null where nobody has signed it.</summary>
    /// <exception cref="S3ErrorException">InvalidArgument: a field is missing.</exception>
    public static PolicySignature? Read(IReadOnlyDictionary<string, string> fields)
    {
        if (!fields.TryGetValue("policy", out string? policy))
        {
            return null;
        }

        return fields.ContainsKey(V2AccessKey)
            ? new PolicySignature
            {
                AccessKey = Field(fields, V2AccessKey),
                SessionToken = fields.GetValueOrDefault("x-amz-security-token"),
                Policy = policy,
                Signature = Field(fields, "signature"),
            }
            : ReadV4(fields, policy);
    }

    /// <summary>Whether the secret has made it.</summary>
    public bool IsBy(string secret) => Scope is { } scope
        ? new SigningKey(secret, scope).Verifies(Policy, Signature)
        : SignatureV2.Verifies(secret, Policy, Signature);

    private static PolicySignature ReadV4(IReadOnlyDictionary<string, string> fields, string policy)
    {
        string algorithm = Field(fields, "x-amz-algorithm");
        string credential = Field(fields, "x-amz-credential");
        string date = Field(fields, "x-amz-date");
        string[] elements = credential.Split('/');
        if (algorithm != RequestSignature.Algorithm)
        {
            throw S3Errors.InvalidArgument("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"", "X-Amz-Algorithm", algorithm);
        }

        if (elements is not [.., var day, _, "s3", "aws4_request"] || elements.Length < 5
            || !date.StartsWith(day, StringComparison.Ordinal))
        {
            throw S3Errors.InvalidArgument(
                "Error parsing the X-Amz-Credential parameter; it must be \"ACCESS-KEY/YYYYMMDD/REGION/s3/aws4_request\" of the form's " +
                "date.",
                "X-Amz-Credential",
                credential);
        }

        return new PolicySignature
        {
            AccessKey = string.Join('/', elements[..^4]),
            SessionToken = fields.GetValueOrDefault("x-amz-security-token"),
            Policy = policy,
            Signature = Field(fields, "x-amz-signature"),
            Scope = string.Join('/', elements[^4..]),
        };
    }

    private static string Field(IReadOnlyDictionary<string, string> fields, string name) => fields.GetValueOrDefault(name)
        ?? throw S3Errors.MissingField(name);
}
