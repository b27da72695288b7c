using System.Security.Cryptography;
using CsCheck;
using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Tests;

public sealed class ETagsTests
{
    private const string Hash = "25f9e794323b453885f5181f1b624d0b"; // Of "123456789".

    [Theory]
    [InlineData($"\"{Hash}\"", "JfnnlDI7RTiF9RgfG2JNCw==")]
    [InlineData(Hash, "JfnnlDI7RTiF9RgfG2JNCw==")]
    [InlineData($"{Hash}-2", null)]
    [InlineData($"{Hash}00", null)]
    [InlineData("25f9e794323b453885f5181f1b624d0x", null)]
    [InlineData("25f9e794", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Thirty_two_hexadecimal_digits_may_be_an_MD5(string? eTag, string? expected) => Assert.Equal(expected, ETags.ToMD5(eTag));

    [Fact]
    public void An_object_of_parts_has_the_MD5_of_their_MD5s_and_their_number() => Gen.Byte.Array[0, 50].Array[1, 5].Sample(parts =>
    {
        string hash = HexMD5([.. parts.SelectMany(MD5.HashData)]);
        Assert.Equal($"{hash}-{parts.Length}", ETags.OfParts([.. parts.Select(part => Part($"\"{HexMD5(part)}\""))]));
    });

    [Theory]
    [InlineData("something else")]
    [InlineData($"{Hash}-2")]
    public void Where_a_part_s_ETag_is_no_MD5_nothing_is_known_of_the_object_s(string eTag)
    {
        Assert.Null(ETags.OfParts([Part(Hash), Part(eTag)]));
        Assert.Null(ETags.OfParts([Part(eTag), Part(Hash)]));
    }

    [Theory]
    [InlineData("\"ab-2\"", "ab-2", true)]
    [InlineData("ab-2", "\"AB-2\"", true)]
    [InlineData("\"ab-2\"", "\"ab-2\"", true)]
    [InlineData("ab-2", "ab-3", false)]
    [InlineData("ab-2", null, false)]
    [InlineData(null, "ab-2", false)]
    [InlineData(null, null, true)]
    public void Quotes_and_case_make_no_difference_between_ETags(string? one, string? other, bool areEqual) =>
        Assert.Equal(areEqual, ETags.AreEqual(one, other));

    private static string HexMD5(byte[] bytes) => Convert.ToHexString(MD5.HashData(bytes));

    private static UploadedPart Part(string eTag) => new() { PartNumber = 1, Offset = 0, Size = 1, ETag = eTag };
}
