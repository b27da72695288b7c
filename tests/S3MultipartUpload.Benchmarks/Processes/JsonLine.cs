using System.Text.Json;

namespace S3MultipartUpload.Benchmarks.Processes;

/// <summary>How the processes of the benchmark talk: a value is a line of JSON.</summary>
internal static class JsonLine
{
    public static string Format<T>(T value) => JsonSerializer.Serialize(value);

    public static T Parse<T>(string? line) =>
        JsonSerializer.Deserialize<T>(line ?? throw new EndOfStreamException($"The other process ended before it sent a {typeof(T).Name}."))
        ?? throw new InvalidDataException($"The other process sent no {typeof(T).Name}.");
}
