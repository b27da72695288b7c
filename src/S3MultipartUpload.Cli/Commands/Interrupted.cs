namespace S3MultipartUpload.Cli.Commands;

/// <summary>What is told of a signal that has come.</summary>
internal static class Interrupted
{
    public const string Draining = "Interrupted: the parts on their way may finish. Interrupt once more to end at once.";

    public static string Object(bool isKept) => isKept
        ? "Interrupted: the object is not stored yet. Run the same command again to continue."
        : "Interrupted: the object was not stored.";

    public static string Folder(bool isKept) => isKept
        ? "Interrupted: not all files are stored yet. Run the same command again to continue."
        : "Interrupted: not all files are stored.";
}
