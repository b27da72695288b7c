namespace S3MultipartUpload.Tests.Architecture;

/// <summary>
/// Files that can only be understood together: from each of them, references lead to all the others and back. Tarjan's strongly
/// connected components.
/// </summary>
public sealed class FileCircles
{
    private readonly ILookup<string, string> _known;
    private readonly Dictionary<string, int> _visited = [];
    private readonly Dictionary<string, int> _earliest = [];
    private readonly Stack<string> _open = [];
    private readonly List<IReadOnlyList<string>> _circles = [];

    private FileCircles(ProjectCode code)
    {
        _known = Known(code);
        foreach (string file in code.Files.Where(file => !_visited.ContainsKey(file)))
        {
            Visit(file);
        }
    }

    /// <summary>The circles of two files and more, the largest first.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Of(ProjectCode code) =>
        [.. new FileCircles(code)._circles.Where(circle => circle.Count > 1).OrderByDescending(circle => circle.Count)];

    /// <summary>The circles of more than <paramref name="limit"/> files, a paragraph each: who knows whom.</summary>
    public static IReadOnlyList<string> LargerThan(int limit, ProjectCode code)
    {
        ILookup<string, string> known = Known(code);
        return
        [
            .. Of(code).Where(circle => circle.Count > limit).Select(circle => string.Join(
                '\n',
                circle.Select(file => $"    {file} knows {string.Join(", ", known[file].Intersect(circle))}")
                    .Prepend($"A circle of {circle.Count} files, and {limit} are allowed:"))),
        ];
    }

    private static ILookup<string, string> Known(ProjectCode code) => code.References
        .Select(reference => (reference.From, reference.To))
        .Distinct()
        .ToLookup(pair => pair.From, pair => pair.To);

    private void Visit(string file)
    {
        _visited[file] = _earliest[file] = _visited.Count;
        _open.Push(file);
        foreach (string next in _known[file])
        {
            if (!_visited.TryGetValue(next, out int visited))
            {
                Visit(next);
                _earliest[file] = Math.Min(_earliest[file], _earliest[next]);
            }
            else if (_open.Contains(next))
            {
                _earliest[file] = Math.Min(_earliest[file], visited);
            }
        }

        if (_earliest[file] == _visited[file])
        {
            Close(file);
        }
    }

    // What was opened since the first file of a circle belongs to it.
    private void Close(string first)
    {
        List<string> circle = [];
        do
        {
            circle.Add(_open.Pop());
        }
        while (circle[^1] != first);
        _circles.Add([.. circle.Order(StringComparer.Ordinal)]);
    }
}
