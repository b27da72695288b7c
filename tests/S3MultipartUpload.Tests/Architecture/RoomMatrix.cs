using System.Globalization;
using System.Text;

namespace S3MultipartUpload.Tests.Architecture;

/// <summary>A picture of a project in text: which room refers to which, how often, and the circles of its files.</summary>
public static class RoomMatrix
{
    public static string Print(string folder)
    {
        var code = ProjectCode.Of(folder);
        string[] rooms = [.. code.Files.Select(Reference.RoomOf).Distinct().Order(StringComparer.Ordinal)];
        ILookup<(string, string), Reference> pairs = code.References.ToLookup(reference => (reference.FromRoom, reference.ToRoom));
        int width = rooms.Max(room => room.Length) + 1;
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{folder}: {code.Files.Count} files. A row refers to a column, so many times:");
        text.Append(' ', width + 3).AppendJoin("", rooms.Select((_, column) => $"{column + 1,5}")).AppendLine();
        for (int row = 0; row < rooms.Length; row++)
        {
            IEnumerable<int> counts = rooms.Select(to => pairs[(rooms[row], to)].Count());
            IEnumerable<string> cells = counts.Select(count => count == 0 ? "    ." : $"{count,5}");
            text.Append(CultureInfo.InvariantCulture, $"{row + 1,2} {rooms[row].PadRight(width)}").AppendJoin("", cells).AppendLine();
        }

        IReadOnlyList<IReadOnlyList<string>> circles = FileCircles.Of(code);
        text.AppendLine(CultureInfo.InvariantCulture, $"Circles of files: {circles.Count}");
        foreach (IReadOnlyList<string> circle in circles)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {circle.Count} files: {string.Join(", ", circle)}");
        }

        return text.ToString();
    }
}
