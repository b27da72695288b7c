using System.Security.Cryptography;
using System.Text.Json;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>What the sample's pages load is made of the sources that stand beside it. These tests need neither npm nor a browser.</summary>
public sealed class BundleTests
{
    private const string Page = "samples/BrowserUpload/page";
    private const string Rebuild = $"To build it anew: cd {Page} && npm ci && npm run build";

    private static readonly JsonElement Contents = Json("samples/BrowserUpload/wwwroot/bundle/contents.json");

    public static TheoryData<string> Files => [.. NamesOf("sources"), .. NamesOf("files")];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_is_that_of_the_last_build(string file)
    {
        string path = Path.GetFullPath(file, Path.Combine(RepositoryFolder.FullName, Page));
        string expected = $"{(Contents.GetProperty("sources").TryGetProperty(file, out JsonElement source) ? source
            : Contents.GetProperty("files").GetProperty(file))}";
        string actual = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        Assert.True(expected == actual, $"{file} has changed since the bundle was built. {Rebuild}");
    }

    [Fact]
    public void Every_source_is_in_it()
    {
        string[] sources =
        [
            .. Directory.GetFiles(Path.Combine(RepositoryFolder.FullName, Page), "*.js").Select(Path.GetFileName).OfType<string>(),
            .. Documents.Files("src/s3-multipart-upload/src", "*.ts").Select(path => $"../../../{path}"),
        ];
        Assert.True(sources.Length > 8);
        Assert.Empty(sources.Except(NamesOf("sources")));
    }

    [Fact]
    public void Its_packages_are_those_of_the_lock_file_and_their_licences_are_beside_it()
    {
        JsonElement locked = Json($"{Page}/package-lock.json").GetProperty("packages");
        string licences = Documents.Read("samples/BrowserUpload/wwwroot/bundle/LICENSES.txt");
        JsonProperty[] packages = [.. Contents.GetProperty("packages").EnumerateObject()];
        Assert.Contains(packages, package => package.Name == "@uppy/aws-s3");
        Assert.All(packages, package =>
        {
            Assert.Equal($"{package.Value}", $"{locked.GetProperty($"node_modules/{package.Name}").GetProperty("version")}");
            Assert.Contains($"==== {package.Name} {package.Value} (", licences, StringComparison.Ordinal);
        });
    }

    private static IEnumerable<string> NamesOf(string group) => Contents.GetProperty(group).EnumerateObject().Select(file => file.Name);

    private static JsonElement Json(string path) => JsonDocument.Parse(Documents.Read(path)).RootElement;
}
