using System.Text;
using Microsoft.Win32.SafeHandles;

namespace S3MultipartUpload.Cli;

/// <summary>Standard output.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;

    /// <summary>May wait for a reader for ever; nothing else waits for it then.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteLine(string text)
    {
        using Stream output = Open();
        output.Write(Encoding.UTF8.GetBytes(text + Environment.NewLine));
    }

    /// <summary>
    /// The runtime's console locks standard error as long as it waits for a reader of standard output. Only it knows the position in a
    /// file, though, which has no reader to wait for.
    /// </summary>
    public static Stream Open()
    {
        if (!OperatingSystem.IsWindows() && Console.IsOutputRedirected)
        {
            try
            {
                var output = new FileStream(
                    new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0, isAsync: false);
                if (!output.CanSeek)
                {
                    return output;
                }

                output.Dispose();
            }
            catch (Exception closed) when (closed is ArgumentException or IOException or UnauthorizedAccessException)
            {
                // It is closed, or open for reading only.
            }
        }

        return Console.OpenStandardOutput();
    }
}
