using System.Runtime.InteropServices;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>Standard input, where there is one that can be read.</summary>
internal static class StandardInputStream
{
    private const int Descriptor = 0;
    private const int GetDescriptorFlags = 1; // F_GETFD

    /// <exception cref="IOException">It is closed, a directory, or open for writing only.</exception>
    public static Stream Open()
    {
        if (!IsInherited())
        {
            throw new IOException("Standard input is closed.");
        }

        Stream input = Console.OpenStandardInput();
        if (Console.IsInputRedirected)
        {
            ReadNothing(input);
        }

        return input;
    }

    /// <summary>
    /// Where standard input is closed, the runtime's next descriptor gets its number, and reading that one never ends. Only a
    /// descriptor without flags (close-on-exec) came from the parent.
    /// </summary>
    private static bool IsInherited() => OperatingSystem.IsWindows() || FileControl(Descriptor, GetDescriptorFlags) == 0;

    /// <summary>Fails where reading would fail, and does not wait for any input.</summary>
    private static void ReadNothing(Stream input)
    {
        try
        {
            _ = input.Read([]);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Standard input cannot be read: {unreadable.Message.TrimEnd('.')}.", unreadable);
        }
    }

    [DllImport("libc", EntryPoint = "fcntl")]
    private static extern int FileControl(int descriptor, int command);
}
