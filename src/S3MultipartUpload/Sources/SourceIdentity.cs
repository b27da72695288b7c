using System.Globalization;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Sources;

namespace S3MultipartUpload;

/// <summary>
/// What tells, on another machine and later, that a source is still what it was: taken when a piece of work is written down, carried in
/// it, and compared by whoever does it. So two machines never send parts of two versions of a source as one object unnoticed.
/// </summary>
/// <remarks>
/// <para>Always compared: the length, and the <see cref="IPartSource.Fingerprint"/> (the time of a file's last write, the ETag of a URL).
/// Of a source without a fingerprint, such as memory, the length is all that is compared.</para>
/// <para>Of files (<see cref="PartSource.FromFile(string)"/>) also the time of the last change, which no program can set, where the system
/// tells it: a file server gives it alike to all its clients. It tells a file that was replaced by one of the same length and time of the
/// last write (<c>cp -p</c>, <c>touch -r</c>). It also changes with chmod, chown, renaming, and a new hard link: then the file is refused,
/// although its bytes are the same. So is a copy of the file on a disk of another machine. Linux and Windows tell different times: between
/// them this one is not compared. Samba gives its clients the time of the last write in its place: over SMB from Samba, nothing
/// but length and last write are known to be the same.</para>
/// <para>The file's number and the time of its creation are compared only where the number of the file system (st_dev) is the same, as it
/// is on one machine: clients of one network file system (NFS, SMB) may know it by different numbers.</para>
/// <para>Times are as fine as the file system keeps them, a few milliseconds on many: what changes twice within that looks
/// unchanged.</para>
/// </remarks>
public sealed record SourceIdentity
{
    private const string Version = "source-1";
    private const string Nothing = "*";
    private const char Separator = ' ';
    private const int LongestFingerprint = 4096;
    private const int LongestText = 64 * 1024;

    private readonly long _length;
    private readonly string? _fingerprint;
    private readonly FileState? _file;

    private SourceIdentity(long length, string? fingerprint, FileState? file) =>
        (_length, _fingerprint, _file) = (length, fingerprint, file);

    /// <summary>What a source is now.</summary>
    /// <param name="source">The source; made anew, for it tells what it was when it was made.</param>
    /// <exception cref="ArgumentException">
    /// The source has no known length, or a fingerprint that is no text or has more than 4,096 characters.
    /// </exception>
    public static SourceIdentity Of(IPartSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Length is not { } length)
        {
            throw new ArgumentException("A source of unknown length has no identity.", nameof(source));
        }

        // Of a part of a file, the offset stands behind the identity; it is in the fingerprint, too.
        var identity = new SourceIdentity(length, source.Fingerprint, FileState.Parse(source.Identity?.Split(Separator)[0]));
        return source.Fingerprint?.Length > LongestFingerprint || Read($"{identity}") != identity
            ? throw new ArgumentException(
                $"The fingerprint of the source is no text, or has more than {LongestFingerprint:N0} characters.", nameof(source))
            : identity;
    }

    /// <summary>Reads what <see cref="ToString"/> has written. The text is taken for hostile.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It is something else, or of another version of this library.</exception>
    public static SourceIdentity Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Read(text) ?? throw new FormatException(
            $"Not the text of a {nameof(SourceIdentity)}, or of another version of this library; this one reads '{Version}'.");
    }

    /// <summary>Compares a source with this one, as it is now.</summary>
    /// <param name="source">The source; made anew, for it tells what it was when it was made.</param>
    /// <exception cref="SourceChangedException">It is another one; the message says what differs.</exception>
    /// <exception cref="ArgumentException">The source has no identity; see <see cref="Of"/>.</exception>
    public void ThrowIfChanged(IPartSource source)
    {
        string[] differences = [.. DifferencesTo(Of(source))];
        if (differences.Length > 0)
        {
            throw new SourceChangedException(
                $"The source is not what it was when this work was planned: {string.Join("; ", differences)}.");
        }
    }

    /// <summary>One line of text, to be carried in a piece of work. It holds no path, URL or secret.</summary>
    /// <returns>Text that <see cref="Parse"/> reads.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Version} {_length} {(_fingerprint is null ? Nothing : Uri.EscapeDataString(_fingerprint))} {_file?.ToString() ?? Nothing}");

    private static SourceIdentity? Read(string text)
    {
        if (text.Length > LongestText
            || text.Split(Separator) is not [Version, var digits, var escaped, var file]
            || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long length))
        {
            return null;
        }

        string? fingerprint = escaped == Nothing ? null : Uri.UnescapeDataString(escaped);
        var identity = new SourceIdentity(length, fingerprint, FileState.Parse(file));
        return fingerprint?.Length > LongestFingerprint || $"{identity}" != text ? null : identity; // There is one way to write it.
    }

    private IEnumerable<string> DifferencesTo(SourceIdentity now)
    {
        if (_length != now._length)
        {
            yield return $"it had {_length:N0} bytes, and has {now._length:N0} now";
        }

        if (_fingerprint != now._fingerprint)
        {
            string name = (_file ?? now._file) is not null ? "the time of its last write"
                : _fingerprint?.StartsWith('"') == true ? "its ETag"
                : "its fingerprint";
            yield return $"{name} was {Shown(_fingerprint)}, and is {Shown(now._fingerprint)} now";
        }

        foreach (string difference in now._file is { } other ? _file?.DifferencesTo(other) ?? [] : [])
        {
            yield return difference;
        }
    }

    private static string Shown(string? fingerprint) => fingerprint is null ? "not known" : Log.Shorten(fingerprint);
}
