using System.Globalization;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Headers;

/// <summary>The one range of a Range header; S3 knows no lists of ranges.</summary>
internal readonly record struct ByteRange(long Offset, long Length)
{
    private const string Unit = "bytes=";

    /// <summary>Reads a header; one that is not understood means the whole object, as in HTTP.</summary>
    /// <exception cref="S3ErrorException">InvalidRange: it begins behind the object's end.</exception>
    public static ByteRange? Parse(string? header, long size)
    {
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string[] bounds = header[Unit.Length..].Split('-');
        if (bounds.Length != 2)
        {
            return null;
        }

        bool hasFirst = TryParse(bounds[0], out long first);
        bool hasLast = TryParse(bounds[1], out long last);
        if (!hasFirst)
        {
            if (!hasLast || bounds[0].Length > 0)
            {
                return null;
            }

            long suffix = Math.Min(last, size);
            return suffix > 0 ? new ByteRange(size - suffix, suffix) : throw S3Errors.InvalidRange(size, header);
        }

        if ((!hasLast && bounds[1].Length > 0) || (hasLast && last < first))
        {
            return null;
        }

        return first < size
            ? new ByteRange(first, (hasLast ? Math.Min(last, size - 1) : size - 1) - first + 1)
            : throw S3Errors.InvalidRange(size, header);
    }

    private static bool TryParse(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
