namespace S3MultipartUpload.Testing.Http;

/// <summary>
/// What a request must look like to be an operation. It has all of <paramref name="Required"/> in its query and nothing else but
/// <paramref name="Optional"/> and what every operation may have.
/// </summary>
/// <param name="Operation">The operation.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Level">What the request addresses.</param>
/// <param name="Required">Parameters of the query, each with its value where that counts (<c>list-type=2</c>).</param>
/// <param name="Optional">Further parameters.</param>
/// <param name="Copies">Whether it names a source to copy from.</param>
internal sealed record OperationRoute(
    S3Operation Operation, string Method, TargetLevel Level, string[] Required, string[] Optional, bool Copies = false)
{
    /// <summary>
    /// What a URL presigned by Signature Version 2 has in its query; where there is an access key, nothing but its signature counts. boto3
    /// repeats two headers there, which the signature compares.
    /// </summary>
    private static readonly string[] OfSignatureV2 = ["AWSAccessKeyId", "Signature", "Expires", "content-md5", "content-type"];

    public bool Takes(string method, RequestTarget target, bool copies) =>
        Method == method && Level == target.Level && Copies == copies
        && Required.All(parameter => IsIn(target.Query, parameter))
        && target.Query.Keys.All(name => IsCommon(name) || IsOfSignatureV2(name, target)
            || Optional.Contains(name) || Required.Any(parameter => NameOf(parameter) == name));

    /// <summary>A presigned URL's signature, headers that moved into it, and the name some clients add for who reads logs.</summary>
    private static bool IsCommon(string name) => name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) || name == "x-id";

    /// <summary>A form is signed in itself.</summary>
    private bool IsOfSignatureV2(string name, RequestTarget target) => Operation != S3Operation.PostObject
        && OfSignatureV2.Contains(name) && target.Query.ContainsKey(OfSignatureV2[0]);

    private static bool IsIn(IReadOnlyDictionary<string, string> query, string parameter) =>
        query.TryGetValue(NameOf(parameter), out string? value)
        && (NameOf(parameter) == parameter || parameter == $"{NameOf(parameter)}={value}");

    private static string NameOf(string parameter) => parameter.Split('=')[0];
}
