using System.Globalization;
using System.Xml.Linq;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>What S3 demands of a lifecycle configuration (API reference, "PutBucketLifecycleConfiguration").</summary>
internal static class LifecycleRules
{
    private const int MaximumIdLength = 255;

    private static readonly string[] Actions =
    [
        "Expiration", "Transition", "NoncurrentVersionExpiration", "NoncurrentVersionTransition", "AbortIncompleteMultipartUpload",
    ];

    private static readonly string[] Sizes = ["ObjectSizeGreaterThan", "ObjectSizeLessThan"];
    private static readonly string[] Conditions = ["Prefix", "Tag", .. Sizes];

    /// <summary>Refuses what S3 refuses, and gives an id to each rule that has none.</summary>
    public static void Complete(XElement configuration)
    {
        var rules = configuration.Children("Rule").ToList();
        Demand(rules.Count is > 0 and <= 1000);
        rules.ForEach(Check);
        List<string> ids = rules.ConvertAll(Identify);
        if (ids.Find(id => id.Length > MaximumIdLength) is { } tooLong)
        {
            throw S3Errors.InvalidArgument($"ID length should not exceed allowed limit of {MaximumIdLength}", "ID", tooLong);
        }

        if (ids.GroupBy(id => id).FirstOrDefault(same => same.Count() > 1) is { } repeated)
        {
            throw S3Errors.InvalidArgument(
                "Rule ID must be unique. Found same ID for more than one rule", "ID", repeated.Key);
        }
    }

    private static string Identify(XElement rule)
    {
        if (rule.Text("ID") is { Length: > 0 } id)
        {
            return id;
        }

        string made = Guid.NewGuid().ToString("N");
        rule.Elements().Where(child => child.Name.LocalName == "ID").Remove();
        rule.AddFirst(new XElement(rule.Name.Namespace + "ID", made));
        return made;
    }

    private static void Check(XElement rule)
    {
        Demand(rule.Text("Status") is "Enabled" or "Disabled");
        bool hasTags = CheckFilter(rule);
        Demand(rule.Children("Expiration").Count() <= 1 && rule.Children("NoncurrentVersionExpiration").Count() <= 1
            && rule.Children("AbortIncompleteMultipartUpload").Count() <= 1);
        if (!rule.Elements().Any(child => Actions.Contains(child.Name.LocalName)))
        {
            throw S3Errors.InvalidRequest("At least one action needs to be specified in a rule");
        }

        foreach (XElement expiration in rule.Children("Expiration"))
        {
            Demand(One(expiration, "Days", "Date", "ExpiredObjectDeleteMarker"));
            CheckPositive(expiration, "Days", "Expiration");
            CheckDate(expiration);
            Forbid(hasTags && expiration.Text("ExpiredObjectDeleteMarker") is not null, "ExpiredObjectDeleteMarker");
        }

        foreach (XElement abort in rule.Children("AbortIncompleteMultipartUpload"))
        {
            Demand(abort.Text("DaysAfterInitiation") is not null);
            CheckPositive(abort, "DaysAfterInitiation", "AbortIncompleteMultipartUpload");
            Forbid(hasTags, "AbortIncompleteMultipartUpload");
        }

        foreach (XElement transition in rule.Children("Transition"))
        {
            Demand(One(transition, "Days", "Date") && StorageClasses.IsTarget(transition.Text("StorageClass")));
            CheckDate(transition);
        }

        foreach (XElement transition in rule.Children("NoncurrentVersionTransition"))
        {
            Demand(transition.Text("NoncurrentDays") is not null && StorageClasses.IsTarget(transition.Text("StorageClass")));
        }

        foreach (XElement expiration in rule.Children("NoncurrentVersionExpiration"))
        {
            Demand(expiration.Text("NoncurrentDays") is not null);
            CheckPositive(expiration, "NoncurrentDays", "NoncurrentVersionExpiration");
            CheckPositive(expiration, "NewerNoncurrentVersions", "NoncurrentVersionExpiration");
        }
    }

    /// <returns>Whether the rule chooses objects by tags.</returns>
    private static bool CheckFilter(XElement rule)
    {
        var filters = rule.Children("Filter").ToList();
        Demand(filters.Count + rule.Children("Prefix").Count() == 1);
        if (filters.Count == 0)
        {
            return false;
        }

        Demand(filters[0].Elements().Count() <= 1);
        XElement all = filters[0].Children("And").FirstOrDefault() ?? filters[0];
        Demand(all.Elements().All(condition => Conditions.Contains(condition.Name.LocalName)) && Sizes.All(name => IsSize(all.Text(name))));
        var tags = filters[0].Children("Tag").Concat(filters[0].Children("And").SelectMany(and => and.Children("Tag"))).ToList();
        return tags.Select(tag => tag.Text("Key")).Distinct().Count() == tags.Count
            ? tags.Count > 0
            : throw S3Errors.InvalidRequest("Duplicate Tag Keys are not allowed.");
    }

    private static bool IsSize(string? text) =>
        text is null || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static bool One(XElement element, params string[] names) => names.Count(name => element.Text(name) is not null) == 1;

    private static void CheckPositive(XElement element, string name, string action)
    {
        if (element.Text(name) is { } text
            && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int days) && days > 0))
        {
            throw S3Errors.InvalidArgument($"'{name}' for {action} action must be a positive integer", name, text);
        }
    }

    private static void CheckDate(XElement element)
    {
        if (element.Text("Date") is not { } text)
        {
            return;
        }

        Demand(DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date));
        if (date.UtcDateTime.TimeOfDay != TimeSpan.Zero)
        {
            throw S3Errors.InvalidArgument("'Date' must be at midnight GMT", "Date", text);
        }
    }

    private static void Forbid(bool found, string action)
    {
        if (found)
        {
            throw S3Errors.InvalidRequest($"{action} cannot be specified with Tags.");
        }
    }

    private static void Demand(bool holds)
    {
        if (!holds)
        {
            throw S3Errors.MalformedXml();
        }
    }
}
