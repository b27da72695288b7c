using System.Text.Json.Nodes;
using CsCheck;

namespace S3MultipartUpload.Tests;

public sealed class UploadManifestTests
{
    [Fact]
    public async Task A_manifest_reads_as_it_was_written()
    {
        UploadManifest manifest = await Manifest();
        var read = UploadManifest.FromJson(manifest.ToJson());
        Assert.Equal(manifest.ToJson(), read.ToJson());
        Assert.Equal(manifest.Parts, read.Parts);
    }

    [Fact]
    public async Task The_JSON_has_the_names_that_the_documentation_gives()
    {
        JsonObject json = JsonNode.Parse((await Manifest()).ToJson())?.AsObject() ?? [];
        Assert.Equal(
            ["schemaVersion", "bucket", "key", "uploadId", "isComplete", "size", "partSize", "parts", "eTag", "checksumAlgorithm",
            "checksum", "location", "versionId", "duration", "retries", "partsResumed"],
            json.Select(property => property.Key));
        Assert.Equal(["number", "offset", "size", "eTag", "checksum"], json["parts"]?[0]?.AsObject().Select(property => property.Key));
    }

    [Fact]
    public async Task A_manifest_equals_what_its_JSON_reads_back_as()
    {
        UploadManifest manifest = await Manifest();
        var read = UploadManifest.FromJson(manifest.ToJson());
        Assert.Equal(manifest, read);
        Assert.Equal(manifest.GetHashCode(), read.GetHashCode());
        Assert.NotEqual(manifest, read with { Parts = [.. read.Parts.Take(1)] });
        Assert.NotEqual(manifest, read with { Retries = 7 });
        Assert.NotEqual(manifest, read with { Parts = [.. read.Parts.Select(part => part with { ETag = "other" })] });
    }

    public static TheoryData<string, string> Lies => new()
    {
        { "schemaVersion", "2" },
        { "bucket", "\"\"" },
        { "bucket", "null" },
        { "key", "null" },
        { "uploadId", "\"\"" },
        { "size", "34" },
        { "partSize", "-1" },
        { "retries", "-1" },
        { "duration", "\"-00:00:01\"" },
        { "parts", "null" },
        { "parts", "[null]" },
        { "parts", """[{"number":1,"offset":0,"size":35,"eTag":null}]""" },
        { "parts", """[{"number":0,"offset":0,"size":35,"eTag":"e"}]""" },
        { "parts", """[{"number":1,"offset":0,"size":-35,"eTag":"e"}]""" },
        { "parts", """[{"number":2,"offset":0,"size":35,"eTag":"e"}]""" },
        { "parts", """[{"number":1,"offset":5,"size":35,"eTag":"e"}]""" },
        { "parts", """[{"number":1,"offset":0,"size":35,"eTag":"e"},{"number":1,"offset":35,"size":0,"eTag":"e"}]""" },
        { "parts", """[{"number":1,"offset":9223372036854775807,"size":9223372036854775807,"eTag":"e"}]""" },
        { "parts", "7" },
        { "parts", """[{"number":1,"offset":0,"size":35,"eTag":"e","checksum":"AAAAAAAAAAA="}]""" },
        { "uploadId", "null" },
        { "bucket", "\"photos?x=\"" },
        { "bucket", "\"../photos\"" },
        { "key", "\"/a\"" },
        { "checksum", """{"algorithm":"CRC32","type":"FULL_OBJECT","value":null}""" },
        { "checksum", """{"algorithm":null,"type":"FULL_OBJECT","value":"AAAAAA=="}""" },
        { "checksum", """{"algorithm":"CRC32","type":null,"value":"AAAAAA=="}""" },
        { "checksum", """{"algorithm":"CRC32","type":"PARTIAL","value":"AAAAAA=="}""" },
        { "checksum", """{"algorithm":"CRC32","type":"FULL_OBJECT","value":"AAAA"}""" },
        { "checksum", """{"algorithm":"CRC32","type":"FULL_OBJECT","value":"AAAAAA==-1"}""" },
        { "checksum", """{"algorithm":"CRC32C","type":"FULL_OBJECT","value":"AAAAAA=="}""" },
        { "checksum", """{"algorithm":"CRC32","type":"COMPOSITE","value":"AAAAAA==-7"}""" },
        { "checksumAlgorithm", "99" },
        { "checksumAlgorithm", "\"crc7\"" },
        { "checksumAlgorithm", "\"Crc32C, Sha256\"" },
        { "checksumAlgorithm", "null" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_manifest_that_contradicts_itself_is_refused(string property, string value)
    {
        JsonObject json = JsonNode.Parse((await Manifest()).ToJson())?.AsObject() ?? [];
        json[property] = JsonNode.Parse(value);
        Assert.Throws<InvalidUploadJsonException>(() => UploadManifest.FromJson(json.ToJsonString()));
    }

    [Fact]
    public async Task Damage_gives_a_typed_error_or_the_same_facts()
    {
        string json = (await Manifest()).ToJson();
        Gen.Select(Gen.Int[0, json.Length - 1], Gen.Char.AlphaNumeric, Gen.Bool).Sample((index, character, cut) =>
        {
            string damaged = cut ? json[..index] : json[..index] + character + json[(index + 1)..];
            try
            {
                var read = UploadManifest.FromJson(damaged);
                Assert.Equal(read.Size, read.Parts.Sum(part => part.Size));
            }
            catch (InvalidUploadJsonException)
            {
                Assert.NotEqual(json, damaged);
            }
        });
        Assert.Throws<InvalidUploadJsonException>(() => UploadManifest.FromJson(new string('[', 100_000)));
        Assert.Throws<InvalidUploadJsonException>(() => UploadManifest.FromJson("null"));
    }

    private static Task<UploadManifest> Manifest() =>
        UploadSpecs.Uploader(new MockS3()).UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(35))));
}
