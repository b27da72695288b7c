namespace S3MultipartUpload.Tests.Architecture;

/// <summary>A name in one file that stands for something declared in another file of the same project.</summary>
/// <param name="From">The file that refers, relative to the project's folder.</param>
/// <param name="Line">The line of the name, from 1.</param>
/// <param name="To">The file that is referred to.</param>
/// <param name="Name">What is referred to.</param>
public sealed record Reference(string From, int Line, string To, string Name)
{
    public string FromRoom => RoomOf(From);

    public string ToRoom => RoomOf(To);

    /// <summary>The first folder of a path; <c>.</c> is the door, where files lie that are in no folder.</summary>
    public static string RoomOf(string file)
    {
        int slash = file.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "." : file[..slash];
    }

    public override string ToString() => $"{From}:{Line} refers to {To} ({Name})";
}
