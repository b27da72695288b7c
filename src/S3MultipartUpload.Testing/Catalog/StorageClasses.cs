namespace S3MultipartUpload.Testing.Catalog;

/// <summary>The storage classes that a lifecycle moves objects through (S3 User Guide, "Supported transitions").</summary>
internal static class StorageClasses
{
    /// <summary>Objects move down this list, never up.</summary>
    private static readonly string[] Waterfall =
    [
        "STANDARD", "STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE",
    ];

    /// <summary>Whether objects can be moved into it.</summary>
    public static bool IsTarget(string? storageClass) => Array.IndexOf(Waterfall, storageClass) > 0;

    /// <summary>The lowest of those that an object is due in; null where it is there, or below, already.</summary>
    public static string? Next(string current, IEnumerable<string> due) => due
        .Where(target => Array.IndexOf(Waterfall, target) > Array.IndexOf(Waterfall, current))
        .MaxBy(target => Array.IndexOf(Waterfall, target));
}
