using System.Globalization;
using System.Xml.Linq;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>A part as the client lists it in CompleteMultipartUpload.</summary>
internal sealed record CompletedPart(int Number, string ETag, IReadOnlyDictionary<string, string> Checksums)
{
    public static IReadOnlyList<CompletedPart> ParseAll(ReadOnlyMemory<byte> document)
    {
        var parts = XmlBody.Parse(document, "CompleteMultipartUpload").Children("Part").Select(Parse).ToList();
        return parts.Count > 0 ? parts : throw S3Errors.MalformedXml();
    }

    private static CompletedPart Parse(XElement element)
    {
        if (!int.TryParse(element.Text("PartNumber"), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            || element.Text("ETag") is not { } eTag)
        {
            throw S3Errors.MalformedXml();
        }

        if (number is < 1 or > S3Limits.MaximumPartNumber)
        {
            throw S3Errors.InvalidArgument(
                $"PartNumber must be an integer between 1 and {S3Limits.MaximumPartNumber}, inclusive",
                "partNumber",
                element.Text("PartNumber"));
        }

        var checksums = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ChecksumKind algorithm in ChecksumKind.All)
        {
            if (element.Text(algorithm.Element) is { } value)
            {
                checksums[algorithm.Name] = value;
            }
        }

        return new CompletedPart(number, eTag.Trim().Trim('"'), checksums);
    }
}
