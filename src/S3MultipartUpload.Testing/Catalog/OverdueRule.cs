using System.Globalization;
using System.Text;
using System.Xml.Linq;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Catalog;

/// <summary>A lifecycle rule as far as it concerns open uploads: which keys, and after how many days they are aborted.</summary>
internal sealed record OverdueRule(string Prefix, int? AbortAfterDays)
{
    /// <summary>Reads the enabled rules of a configuration.</summary>
    /// <exception cref="S3ErrorException">MalformedXML.</exception>
    public static IReadOnlyList<OverdueRule> ParseAll(string document)
    {
        var rules = XmlBody.Parse(Encoding.UTF8.GetBytes(document), "LifecycleConfiguration").Children("Rule").ToList();
        if (rules.Count is 0 or > 1000 || rules.Exists(rule => rule.Text("Status") is not ("Enabled" or "Disabled")))
        {
            throw S3Errors.MalformedXml();
        }

        var parsed = rules.Select(rule => (Enabled: rule.Text("Status") == "Enabled", Rule: Parse(rule))).ToList();
        return [.. parsed.Where(pair => pair.Enabled).Select(pair => pair.Rule)];
    }

    /// <summary>S3 counts whole days from the initiation and rounds up to the next midnight UTC.</summary>
    public bool Aborts(UploadRecord upload, DateTimeOffset now)
    {
        if (AbortAfterDays is not { } days || !upload.Key.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        DateTime elapsed = upload.Initiated.UtcDateTime.AddDays(days);
        DateTime due = elapsed == elapsed.Date ? elapsed : elapsed.Date.AddDays(1);
        return now.UtcDateTime >= due;
    }

    private static OverdueRule Parse(XElement rule)
    {
        XElement? filter = rule.Children("Filter").FirstOrDefault();
        string prefix = rule.Text("Prefix") ?? filter?.Text("Prefix") ?? filter?.Children("And").FirstOrDefault()?.Text("Prefix") ?? "";
        if (rule.Children("AbortIncompleteMultipartUpload").FirstOrDefault() is not { } abort)
        {
            return new OverdueRule(prefix, null);
        }

        return int.TryParse(abort.Text("DaysAfterInitiation"), NumberStyles.None, CultureInfo.InvariantCulture, out int days) && days > 0
            ? new OverdueRule(prefix, days)
            : throw S3Errors.MalformedXml();
    }
}
