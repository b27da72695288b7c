using System.Globalization;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The table of sizes on docs/costs.md is what the default part sizer makes of them.</summary>
public sealed class SizeTableTests
{
    public static TheoryData<string, string, string, string> Sizes =>
        [.. Documents.Rows(Documents.Sections(Documents.Read("docs/costs.md"))["Sizes"]).Select(row => (row[0], row[1], row[2], row[3]))];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void An_object_has_the_parts_that_the_page_says(string size, string partSize, string parts, string requests)
    {
        string[] words = size.Split(' ');
        long length = (long)(decimal.Parse(words[0], CultureInfo.InvariantCulture) * words[1] switch
        {
            "MiB" => 1L << 20,
            "GiB" => 1L << 30,
            _ => 1L << 40,
        });
        long part = PartSizer.Adaptive().GetPartSize(1, length, ServiceLimits.AmazonS3);
        long count = ((length - 1) / part) + 1;
        long expected = length <= part ? 1 : count + 2; // One PutObject; or the parts, and what opens and completes the upload.
        Assert.Equal(($"{part >> 20:N0} MiB", $"{count:N0}", $"{expected:N0}"), (partSize, parts, requests));
    }
}
