using System.Globalization;
using System.Text;
using System.Xml.Linq;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Catalog;

/// <summary>
/// A rule of a bucket's lifecycle: which keys it is about, and when what becomes of them (S3 User Guide, "Lifecycle configuration
/// elements").
/// </summary>
internal sealed class LifecycleRule
{
    private const long SmallSize = 128 << 10;

    private readonly string _prefix;
    private readonly IReadOnlyList<(string Key, string Value)> _tags;
    private readonly long? _largerThan;
    private readonly long? _smallerThan;
    private readonly int? _abortAfterDays;
    private readonly int? _expireAfterDays;
    private readonly DateTimeOffset? _expireOn;
    private readonly bool _removesMarkers;
    private readonly int? _noncurrentDays;
    private readonly int _newerNoncurrent;
    private readonly IReadOnlyList<Transition> _transitions;
    private readonly IReadOnlyList<Transition> _noncurrentTransitions;

    private LifecycleRule(XElement rule)
    {
        XElement? filter = Child(rule, "Filter");
        XElement? all = filter is null ? null : Child(filter, "And") ?? filter;
        _prefix = rule.Text("Prefix") ?? all?.Text("Prefix") ?? "";
        _tags = [.. (all?.Children("Tag") ?? []).Select(tag => (tag.Text("Key") ?? "", tag.Text("Value") ?? ""))];
        (_largerThan, _smallerThan) = (Number(all, "ObjectSizeGreaterThan"), Number(all, "ObjectSizeLessThan"));
        _abortAfterDays = (int?)Number(Child(rule, "AbortIncompleteMultipartUpload"), "DaysAfterInitiation");
        XElement? expiration = Child(rule, "Expiration");
        _expireAfterDays = (int?)Number(expiration, "Days");
        _expireOn = DateOf(expiration);
        _removesMarkers = expiration?.Text("ExpiredObjectDeleteMarker") == "true";
        XElement? noncurrent = Child(rule, "NoncurrentVersionExpiration");
        _noncurrentDays = (int?)Number(noncurrent, "NoncurrentDays");
        _newerNoncurrent = (int)(Number(noncurrent, "NewerNoncurrentVersions") ?? 0);
        _transitions = [.. rule.Children("Transition").Select(Transition.Parse)];
        _noncurrentTransitions = [.. rule.Children("NoncurrentVersionTransition").Select(Transition.Parse)];
    }

    /// <summary>Reads the enabled rules of a configuration, which was checked when it was put.</summary>
    public static IReadOnlyList<LifecycleRule> ParseAll(string document) =>
    [
        .. XmlBody.Parse(Encoding.UTF8.GetBytes(document), "LifecycleConfiguration").Children("Rule")
            .Where(rule => rule.Text("Status") == "Enabled").Select(rule => new LifecycleRule(rule)),
    ];

    public bool Aborts(UploadRecord upload, DateTimeOffset now) =>
        upload.Key.StartsWith(_prefix, StringComparison.Ordinal) && IsDue(upload.Initiated, _abortAfterDays, now);

    /// <summary>Whether a current version expires.</summary>
    public bool Expires(ObjectRecord current, DateTimeOffset now) =>
        IsAbout(current) && (IsDue(current.LastModified, _expireAfterDays, now) || now >= _expireOn);

    /// <summary>Whether a version that is current no more expires for good.</summary>
    /// <param name="version">The version.</param>
    /// <param name="newer">How many versions are newer, the current one not counted.</param>
    /// <param name="since">Since when it is not the current one.</param>
    /// <param name="now">The time.</param>
    public bool ExpiresNoncurrent(ObjectRecord version, int newer, DateTimeOffset since, DateTimeOffset now) =>
        IsAbout(version) && newer >= _newerNoncurrent && IsDue(since, _noncurrentDays, now);

    /// <summary>Whether a delete marker behind which nothing is left is removed.</summary>
    public bool Removes(ObjectRecord marker) => _removesMarkers && marker.Key.StartsWith(_prefix, StringComparison.Ordinal);

    /// <summary>The storage classes that a current version is due in.</summary>
    /// <param name="current">The version.</param>
    /// <param name="minimum">Which objects stay where they are, unless the rule chooses them by their size.</param>
    /// <param name="now">The time.</param>
    public IEnumerable<string> TransitionsOf(ObjectRecord current, string minimum, DateTimeOffset now) => !IsAbout(current)
        ? []
        : _transitions.Where(step => Moves(step, current, minimum) && (IsDue(current.LastModified, step.Days, now) || now >= step.Date))
            .Select(step => step.StorageClass);

    /// <summary>The storage classes that a version is due in which is current no more.</summary>
    /// <param name="version">The version.</param>
    /// <param name="newer">How many versions are newer, the current one not counted.</param>
    /// <param name="since">Since when it is not the current one.</param>
    /// <param name="minimum">Which objects stay where they are, unless the rule chooses them by their size.</param>
    /// <param name="now">The time.</param>
    public IEnumerable<string> NoncurrentTransitionsOf(
        ObjectRecord version, int newer, DateTimeOffset since, string minimum, DateTimeOffset now) => !IsAbout(version)
        ? []
        : _noncurrentTransitions
            .Where(step => Moves(step, version, minimum) && newer >= step.NewerNoncurrent && IsDue(since, step.Days, now))
            .Select(step => step.StorageClass);

    private static XElement? Child(XElement parent, string name) => parent.Children(name).FirstOrDefault();

    private static long? Number(XElement? parent, string name) =>
        long.TryParse(parent?.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static DateTimeOffset? DateOf(XElement? action) => DateTimeOffset.TryParse(
        action?.Text("Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? date : null;

    /// <summary>S3 counts whole days and rounds up to the next midnight UTC.</summary>
    private static bool IsDue(DateTimeOffset since, int? days, DateTimeOffset now)
    {
        if (days is not { } count || count > (now - since).TotalDays)
        {
            return false;
        }

        DateTime elapsed = since.UtcDateTime.AddDays(count);
        return now.UtcDateTime >= (elapsed == elapsed.Date ? elapsed : elapsed.Date.AddDays(1));
    }

    /// <summary>Small objects stay, for to store them elsewhere costs more (S3 User Guide, "Transitioning objects").</summary>
    private bool Moves(Transition step, ObjectRecord record, string minimum) =>
        record.Size >= SmallSize || _largerThan is not null || _smallerThan is not null
        || (minimum != BucketRecord.AllClasses && RestoredCopy.IsNeededFor(step.StorageClass));

    private bool IsAbout(ObjectRecord record) =>
        record.Key.StartsWith(_prefix, StringComparison.Ordinal)
        && _tags.All(tag => record.Attributes.Tags.GetValueOrDefault(tag.Key) == tag.Value)
        && !(record.Size <= _largerThan)
        && !(record.Size >= _smallerThan);

    private sealed record Transition(string StorageClass, int? Days, DateTimeOffset? Date, int NewerNoncurrent)
    {
        public static Transition Parse(XElement element) => new(
            element.Text("StorageClass") ?? "",
            (int?)(Number(element, "Days") ?? Number(element, "NoncurrentDays")),
            DateOf(element),
            (int)(Number(element, "NewerNoncurrentVersions") ?? 0));
    }
}
