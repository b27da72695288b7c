using System.Globalization;
using System.Xml.Linq;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Locks;

/// <summary>The XML documents about locks.</summary>
internal static class LockDocument
{
    /// <summary>Reads an ObjectLockConfiguration; null where it sets no default.</summary>
    /// <exception cref="S3ErrorException">MalformedXML, or InvalidRetentionPeriod.</exception>
    public static DefaultRetention? ParseConfiguration(ReadOnlyMemory<byte> document)
    {
        XElement root = XmlBody.Parse(document, "ObjectLockConfiguration");
        if (root.Text("ObjectLockEnabled") != "Enabled")
        {
            throw S3Errors.MalformedXml();
        }

        if (root.Children("Rule").FirstOrDefault() is not { } rule)
        {
            return null;
        }

        XElement retention = rule.Children("DefaultRetention").FirstOrDefault() ?? throw S3Errors.MalformedXml();
        int? days = Period(retention, "Days");
        int? years = Period(retention, "Years");
        return retention.Text("Mode") is ObjectLock.Governance or ObjectLock.Compliance && (days is null) != (years is null)
            ? new DefaultRetention(retention.Text("Mode") ?? "", days, years)
            : throw S3Errors.MalformedXml();
    }

    public static ReadOnlyMemory<byte> WriteConfiguration(DefaultRetention? retention) => S3Xml.Document("ObjectLockConfiguration", xml =>
    {
        xml.Value("ObjectLockEnabled", "Enabled");
        if (retention is not null)
        {
            xml.Group("Rule", rule => rule.Group("DefaultRetention", group =>
            {
                group.Value("Mode", retention.Mode);
                group.Value("Days", retention.Days?.ToString(CultureInfo.InvariantCulture));
                group.Value("Years", retention.Years?.ToString(CultureInfo.InvariantCulture));
            }));
        }
    });

    /// <summary>Reads a Retention; an empty one takes the retention away.</summary>
    public static (string? Mode, DateTimeOffset? Until) ParseRetention(ReadOnlyMemory<byte> document, TimeProvider time)
    {
        XElement root = XmlBody.Parse(document, "Retention");
        string? mode = root.Text("Mode");
        string? date = root.Text("RetainUntilDate");
        if (mode is null && date is null)
        {
            return (null, null);
        }

        return mode is ObjectLock.Governance or ObjectLock.Compliance && date is not null
            ? (mode, LockReader.ParseDate(date, time))
            : throw S3Errors.MalformedXml();
    }

    public static string ParseLegalHold(ReadOnlyMemory<byte> document) =>
        XmlBody.Parse(document, "LegalHold").Text("Status") is { } status and (ObjectLock.On or ObjectLock.Off)
            ? status
            : throw S3Errors.MalformedXml();

    private static int? Period(XElement retention, string name)
    {
        if (retention.Text(name) is not { } text)
        {
            return null;
        }

        int longest = name == "Days" ? 36_500 : 100;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int period))
        {
            throw S3Errors.MalformedXml();
        }

        return period > 0 && period <= longest
            ? period
            : throw new S3ErrorException(
                400, "InvalidRetentionPeriod", $"Default retention period must be a positive integer value of at most {longest}.");
    }
}
