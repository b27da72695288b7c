using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace S3MultipartUpload.Testing.Tests.Browser;

/// <summary>A form as a page sends it: fields, signed by a policy, and a file behind them.</summary>
internal sealed class SignedForm(S3TestServer server, string bucket)
{
    private readonly List<(string Name, string Value)> _fields = [];
    private readonly List<object> _conditions = [];

    public string FileName { get; set; } = "photo.jpg";

    public byte[] File { get; set; } = "text"u8.ToArray();

    public object? Expiration { get; set; } = DateTime.UtcNow.AddMinutes(5).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

    /// <summary>In the place of the policy that the fields make.</summary>
    public string? Policy { get; set; }

    public S3Credential Credential { get; set; } = new(server.AccessKey, server.SecretKey);

    public bool WithBucket { get; set; } = true;

    /// <summary>Adds a field, and a condition that it is what it is.</summary>
    public SignedForm With(string name, string value) => Field(name, value).Condition(new Dictionary<string, string> { [name] = value });

    public SignedForm Field(string name, string value)
    {
        _fields.Add((name, value));
        return this;
    }

    public SignedForm Condition(object condition)
    {
        _conditions.Add(condition);
        return this;
    }

    public SignedForm WithFile(byte[] bytes)
    {
        File = bytes;
        return this;
    }

    /// <summary>Signs and sends it.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpClient http)
    {
        string date = DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'");
        string scope = $"{date[..8]}/{server.Region}/s3/aws4_request";
        With("x-amz-algorithm", "AWS4-HMAC-SHA256").With("x-amz-credential", $"{Credential.AccessKey}/{scope}").With("x-amz-date", date);
        if (WithBucket)
        {
            Condition(new { bucket });
        }

        var policy = new Dictionary<string, object> { ["conditions"] = _conditions };
        if (Expiration is { } expiration)
        {
            policy["expiration"] = expiration;
        }

        string base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(Policy ?? JsonSerializer.Serialize(policy)));
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + Credential.SecretKey);
        foreach (string element in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(element));
        }

        string signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(base64)));
        return await PostAsync(http, [.. _fields, ("policy", base64), ("x-amz-signature", signature)]);
    }

    /// <summary>Sends it without a policy.</summary>
    public Task<HttpResponseMessage> SendUnsignedAsync(HttpClient http) => PostAsync(http, _fields);

    private async Task<HttpResponseMessage> PostAsync(HttpClient http, IEnumerable<(string Name, string Value)> fields)
    {
        using var form = new MultipartFormDataContent();
        foreach ((string? name, string? value) in fields)
        {
            form.Add(Part(name, Encoding.UTF8.GetBytes(value), fileName: null));
        }

        form.Add(Part("file", File, FileName));
        return await http.PostAsync(new Uri(server.Endpoint, bucket), form);
    }

    private static ByteArrayContent Part(string name, byte[] bytes, string? fileName)
    {
        var part = new ByteArrayContent(bytes);
        part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
        {
            Name = $"\"{name}\"",
            FileName = fileName is null ? null : $"\"{fileName}\"",
        };
        return part;
    }
}
