using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>One piece of work, in words that any engine can keep. A newer version reads what an older one has written.</summary>
/// <param name="Kind">What is to be done.</param>
/// <param name="Upload">For which upload.</param>
/// <param name="Number">The object; the first, where it is a batch.</param>
/// <param name="First">
/// The first part; 0 where there is none. 1 for one object by itself, so that it has another name than its batch.
/// </param>
/// <param name="Last">The last part, or the last object of a batch.</param>
internal sealed record WorkItem(WorkKind Kind, string Upload, long Number = 0, long First = 0, long Last = 0)
{
    private const string Version = "1";
    private const string VersionWithMisses = "2";

    /// <summary>How often it has failed.</summary>
    public int Failures { get; init; }

    /// <summary>The nodes that have not found its source since it failed last.</summary>
    public IReadOnlyList<string> Missed { get; init; } = [];

    /// <summary>What tells it from the other work of its upload: the same work is not there twice.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Kind}-{Number}-{First}");

    public override string ToString()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{Kind} {Number} {First} {Last} {Failures}");
        return Missed.Count == 0
            ? $"{Version} {text}" // As versions before know it, too.
            : $"{VersionWithMisses} {text} {string.Join(',', Missed.Select(Uri.EscapeDataString))}";
    }

    /// <returns>False where it is not what this version, or one before, has written: a newer one has.</returns>
    public static bool TryParse(string upload, string text, [NotNullWhen(true)] out WorkItem? item)
    {
        string[] words = text.Split(' ');
        item = words is [Version, _, _, _, _, _] or [VersionWithMisses, _, _, _, _, _, _]
            && words[1] is var kind && Enum.TryParse(kind, out WorkKind known) && Enum.IsDefined(known)
            && long.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && long.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out long first)
            && long.TryParse(words[4], NumberStyles.None, CultureInfo.InvariantCulture, out long last)
            && int.TryParse(words[5], NumberStyles.None, CultureInfo.InvariantCulture, out int failures)
                ? new WorkItem(known, upload, number, first, last)
                {
                    Failures = failures,
                    Missed = [.. words.Skip(6).SelectMany(word => word.Split(',')).Select(Uri.UnescapeDataString)],
                }
                : null;
        return item is not null;
    }
}
