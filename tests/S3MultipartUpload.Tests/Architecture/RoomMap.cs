using System.Globalization;
using System.Text.RegularExpressions;

namespace S3MultipartUpload.Tests.Architecture;

/// <summary>
/// The rooms of a project and their floors, as CONTRIBUTING.md gives them in a table below <c>### Rooms of</c> the project's folder:
/// <c>| floor | room | what is in it |</c>. A higher floor knows the lower ones; rooms of one floor do not know each other.
/// </summary>
public sealed partial class RoomMap(IReadOnlyDictionary<string, int> floors)
{
    /// <summary>Each room's floor. The door, which the table calls <c>./</c>, is <c>.</c>.</summary>
    public IReadOnlyDictionary<string, int> Floors => floors;

    /// <summary>Reads the table of a project. A row may name several rooms of one floor.</summary>
    /// <exception cref="FormatException">There is no such table, or a room stands in it twice.</exception>
    public static RoomMap Read(string markdown, string folder)
    {
        Match section = Regex.Match(
            markdown.ReplaceLineEndings("\n"),
            $@"^### Rooms of `?{Regex.Escape(folder)}`? *\n.*?(?=^#|\z)",
            RegexOptions.Multiline | RegexOptions.Singleline);
        Dictionary<string, int> floors = [];
        foreach (Match row in Row().Matches(section.Value))
        {
            int floor = int.Parse(row.Groups["floor"].Value, CultureInfo.InvariantCulture);
            foreach (string room in Room().Matches(row.Groups["rooms"].Value).Select(room => room.Groups[1].Value))
            {
                if (!floors.TryAdd(room, floor))
                {
                    throw new FormatException($"{room}/ stands twice in the table of {folder}.");
                }
            }
        }

        return floors.Count > 0
            ? new RoomMap(floors)
            : throw new FormatException($"No table of rooms stands under '### Rooms of {folder}'.");
    }

    /// <summary>Where the map and the code have different rooms.</summary>
    public IReadOnlyList<string> Differences(ProjectCode code)
    {
        string[] rooms = [.. code.Files.Select(Reference.RoomOf).Distinct()];
        return
        [
            .. rooms.Except(floors.Keys).Select(room => $"{room}/ is in the code and not in the map"),
            .. floors.Keys.Except(rooms).Select(room => $"{room}/ is in the map and not in the code"),
        ];
    }

    /// <summary>The references that do not go down, a paragraph for each pair of rooms. Rooms without a floor are left out.</summary>
    public IReadOnlyList<string> Offences(ProjectCode code) =>
    [
        .. code.References.Where(IsOffence).GroupBy(reference => (reference.FromRoom, reference.ToRoom)).Select(pair => string.Join(
            '\n',
            pair.Select(reference => $"    {reference}").Prepend(
                $"{Title(pair.Key.FromRoom)} may not know {Title(pair.Key.ToRoom)}; references: {pair.Count()}"))),
    ];

    private bool IsOffence(Reference reference) =>
        reference.FromRoom != reference.ToRoom
        && floors.TryGetValue(reference.FromRoom, out int from)
        && floors.TryGetValue(reference.ToRoom, out int to)
        && from <= to;

    private string Title(string room) => $"{room}/ (floor {floors[room]})";

    [GeneratedRegex(@"^\| *(?<floor>\d+) *\|(?<rooms>[^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`/]+)/`")]
    private static partial Regex Room();
}
