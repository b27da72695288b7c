using System.Xml.Linq;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Headers;

/// <summary>S3's rules for object tags: at most ten, each name once, names of 128 and values of 256 characters.</summary>
internal static class TagSet
{
    /// <summary>Reads a Tagging document.</summary>
    public static IReadOnlyDictionary<string, string> Read(XElement root, int maximum = S3Limits.MaximumTags) => Create(
        root.Children("TagSet").SelectMany(set => set.Children("Tag"))
            .Select(tag => (tag.Text("Key") ?? throw S3Errors.MalformedXml(), tag.Text("Value") ?? throw S3Errors.MalformedXml())),
        maximum);

    public static IReadOnlyDictionary<string, string> Create(
        IEnumerable<(string Name, string Value)> pairs, int maximum = S3Limits.MaximumTags)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string? name, string? value) in pairs)
        {
            if (name.Length is 0 or > 128)
            {
                throw InvalidTag("The TagKey you have provided is invalid");
            }

            if (value.Length > 256)
            {
                throw InvalidTag("The TagValue you have provided is invalid");
            }

            if (!tags.TryAdd(name, value))
            {
                throw InvalidTag("Cannot provide multiple Tags with the same key");
            }
        }

        return tags.Count <= maximum ? tags : throw InvalidTag("Object tags cannot be greater than 10");
    }

    /// <summary>Reads the x-amz-tagging header, written like a URL's query.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string? header) => Create(
        (header ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .Select(pair => (Decode(pair[0]), pair.Length == 2 ? Decode(pair[1]) : "")));

    private static S3ErrorException InvalidTag(string message) => new(400, "InvalidTag", message);

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
