using System.Text.Json;

namespace S3MultipartUpload;

/// <summary>What the serializer lets pass in JSON from outside.</summary>
internal static class JsonRules
{
    /// <exception cref="JsonException">It is not JSON, is nested deeply, or an object has two members of one name.</exception>
    public static void RefuseDuplicates(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        var names = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    names.Push(new(StringComparer.Ordinal));
                    break;
                case JsonTokenType.EndObject:
                    names.Pop();
                    break;
                case JsonTokenType.PropertyName when reader.GetString() is { } name && !names.Peek().Add(name):
                    throw new JsonException($"'{Log.OnOneLine(name)}' stands twice in one object");
                default:
                    break;
            }
        }
    }
}
