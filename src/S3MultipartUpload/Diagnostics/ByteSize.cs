using System.Globalization;

namespace S3MultipartUpload.Diagnostics;

/// <summary>Sizes as people read them, in error messages.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>"5 MiB (5,242,880 bytes)": the rounded size never hides the exact one.</summary>
    public static string Format(long bytes)
    {
        if (bytes is > -1024 and < 1024)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");
        }

        double scaled = bytes;
        int unit = -1;
        for (; Math.Abs(scaled) >= 1024 && unit < Units.Length - 1; unit++)
        {
            scaled /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{scaled:0.##} {Units[unit]} ({bytes:N0} bytes)");
    }
}
