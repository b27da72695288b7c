using System.Text.RegularExpressions;

namespace S3MultipartUpload.Testing.Protocol;

/// <summary>Where CreateBucket wants a bucket to be: in the endpoint's own region, which us-east-1 alone is never named for.</summary>
internal static partial class LocationConstraint
{
    private const string Nameless = "us-east-1";

    /// <exception cref="S3ErrorException">InvalidLocationConstraint or IllegalLocationConstraintException.</exception>
    public static void Check(string? constraint, string region)
    {
        string? own = region == Nameless ? null : region;
        if (constraint == own || (constraint == "EU" && own == "eu-west-1"))
        {
            return;
        }

        throw own is null && (constraint == Nameless || !Region().IsMatch(constraint ?? ""))
            ? new S3ErrorException(400, "InvalidLocationConstraint", "The specified location-constraint is not valid")
            {
                Details = [("LocationConstraint", constraint ?? "")],
            }
            : new S3ErrorException(400, "IllegalLocationConstraintException", $"The {constraint ?? "unspecified"} location constraint is " +
                "incompatible for the region specific endpoint this request was sent to.");
    }

    /// <summary>How GetBucketLocation names a region.</summary>
    public static string? NameOf(string region) => region == Nameless ? null : region;

    [GeneratedRegex(@"^([a-z]+(-[a-z]+)+-\d+|EU)\z")]
    private static partial Regex Region();
}
