using System.Text.RegularExpressions;

namespace S3MultipartUpload.Testing.Protocol;

/// <summary>The rules of the S3 User Guide's page "General purpose bucket naming rules".</summary>
internal static partial class BucketName
{
    private static readonly string[] ReservedBeginnings = ["xn--", "sthree-", "amzn-s3-demo-"];
    private static readonly string[] ReservedEnds = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

    public static bool IsValid(string name) => Labels().IsMatch(name)
        && name.Length is >= 3 and <= 63
        && !Address().IsMatch(name)
        && !Array.Exists(ReservedBeginnings, start => name.StartsWith(start, StringComparison.Ordinal))
        && !Array.Exists(ReservedEnds, end => name.EndsWith(end, StringComparison.Ordinal));

    /// <summary>Letters, digits and hyphens between dots; no such label begins or ends with a hyphen.</summary>
    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\z")]
    private static partial Regex Labels();

    [GeneratedRegex(@"^\d+\.\d+\.\d+\.\d+\z")]
    private static partial Regex Address();
}
