using System.Xml;
using System.Xml.Linq;

namespace S3MultipartUpload.Store;

/// <summary>A lifecycle configuration as the store sent it, before the SDK leaves out what it does not know; pure.</summary>
internal sealed class LifecycleDocument
{
    private const string Root = "LifecycleConfiguration";

    /// <summary>
    /// Every element that S3 knows and the SDK keeps, by the element it is in. With an asterisk: as often as one likes; else once, for of
    /// two the SDK keeps one.
    /// </summary>
    /// <remarks>Source: Amazon S3 API Reference, "PutBucketLifecycleConfiguration"; AWSSDK.S3 4.1.0 as it runs.</remarks>
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        [Root] = ["Rule*"],
        ["Rule"] =
        [
            "ID", "Prefix", "Filter", "Status", "AbortIncompleteMultipartUpload", "Expiration", "NoncurrentVersionExpiration",
            "Transition*", "NoncurrentVersionTransition*",
        ],
        ["Filter"] = ["Prefix", "Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan", "And"],
        ["And"] = ["Prefix", "Tag*", "ObjectSizeGreaterThan", "ObjectSizeLessThan"],
        ["Tag"] = ["Key", "Value"],
        ["AbortIncompleteMultipartUpload"] = ["DaysAfterInitiation"],
        ["Expiration"] = ["Date", "Days", "ExpiredObjectDeleteMarker"],
        ["NoncurrentVersionExpiration"] = ["NewerNoncurrentVersions", "NoncurrentDays"],
        ["Transition"] = ["Date", "Days", "StorageClass"],
        ["NoncurrentVersionTransition"] = ["NewerNoncurrentVersions", "NoncurrentDays", "StorageClass"],
    };

    private readonly XElement _root;

    private LifecycleDocument(XElement root)
    {
        _root = root;
        var strange = new List<string>();
        int number = 0;
        foreach (XElement child in _root.Elements().ToList())
        {
            if (!IsKnown(child))
            {
                strange.Add($"The configuration (its <{child.Name.LocalName}>)");
                continue;
            }

            number++;
            if (StrangeIn(child) is { } element)
            {
                string? id = child.Elements().FirstOrDefault(part => part.Name.LocalName == "ID")?.Value;
                strange.Add($"The rule {(id is null ? $"number {number}" : $"'{id}'")} (its <{element.Name.LocalName}>)");
                child.Remove();
            }
        }

        Strange = strange;
    }

    /// <summary>What the SDK cannot carry over whole: which rule, and its first element that would be lost.</summary>
    public IReadOnlyList<string> Strange { get; }

    /// <returns>The document; null where it is something else than a lifecycle configuration.</returns>
    /// <exception cref="XmlException">It is no XML: cut or garbled.</exception>
    public static LifecycleDocument? Parse(byte[] document)
    {
        if (document.Length == 0)
        {
            return null;
        }

        using var reader = XmlReader.Create(new MemoryStream(document));
        var root = XElement.Load(reader, LoadOptions.PreserveWhitespace);
        return root.Name.LocalName == Root ? new LifecycleDocument(root) : null;
    }

    /// <summary>The configuration without the rules that are strange: the SDK fails on some of them, and changes the others.</summary>
    public MemoryStream ToUnderstood()
    {
        var bytes = new MemoryStream();
        _root.Save(bytes, SaveOptions.DisableFormatting);
        bytes.Position = 0;
        return bytes;
    }

    private static XElement? StrangeIn(XElement element) => HasOwnAttributes(element)
        ? element
        : SecondCondition(element) ?? element.Elements().Select(child => IsKnown(child) ? StrangeIn(child) : child)
            .FirstOrDefault(strange => strange is not null);

    /// <summary>The SDK has one condition for a filter, and none where there is a prefix of the old form.</summary>
    private static XElement? SecondCondition(XElement element) => element.Name.LocalName switch
    {
        "Filter" => element.Elements().Skip(1).FirstOrDefault(),
        "Rule" => element.Elements().Where(child => child.Name.LocalName is "Prefix" or "Filter").Skip(1).FirstOrDefault(),
        _ => null,
    };

    private static bool IsKnown(XElement element)
    {
        string name = element.Name.LocalName;
        return element.Parent is { } parent
            && element.Name.Namespace == parent.Name.Namespace
            && Known.TryGetValue(parent.Name.LocalName, out string[]? children)
            && (children.Contains(name + "*") || (children.Contains(name) && !element.ElementsBeforeSelf(element.Name).Any()));
    }

    private static bool HasOwnAttributes(XElement element) => element.Attributes().Any(attribute => !attribute.IsNamespaceDeclaration);
}
