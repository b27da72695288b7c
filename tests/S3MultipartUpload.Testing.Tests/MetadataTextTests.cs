using CsCheck;
using S3MultipartUpload.Testing.Headers;

namespace S3MultipartUpload.Testing.Tests;

public sealed class MetadataTextTests
{
    // As Amazon S3 answers.
    [Theory]
    [InlineData("test_—_file%E2%80%94_é_2?.pdf", "=?UTF-8?Q?test=5F=E2=80=94=5Ffile%E2%80%94=5F=C3=A9=5F2=3F.pdf?=")]
    [InlineData("ÄMÄZÕÑ S3", "=?UTF-8?Q?=C3=84M=C3=84Z=C3=95=C3=91_S3?=")]
    [InlineData("\0\u0001\u0002\u0003", "=?UTF-8?B?AAECAw==?=")]
    [InlineData("\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD", "=?UTF-8?B?77+977+977+977+977+977+977+9?=")]
    [InlineData("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")]
    public void Text_outside_ascii_is_encoded(string text, string encoded)
    {
        Assert.Equal(encoded, MetadataText.Encode(text));
        Assert.Equal(text, MetadataText.Decode(encoded));
    }

    [Theory]
    [InlineData("=?UTF-8?Q?actually-ascii?=", "actually-ascii")]
    [InlineData("=?utf-8?b?YWJj?=", "abc")]
    [InlineData("=?UTF-8?B?=GGG?=", "=?UTF-8?B?=GGG?=")]
    [InlineData("=?ISO-8859-1?Q?a?=", "=?ISO-8859-1?Q?a?=")]
    public void Word_is_decoded_where_it_can_be(string given, string text) => Assert.Equal(text, MetadataText.Decode(given));

    [Fact]
    public void Text_comes_back_from_words_of_75_characters_at_most() =>
        Gen.OneOf(Gen.Const("a"), Gen.Const("é"), Gen.Const("😀"), Gen.Const("_"), Gen.Const("?"), Gen.Const("=")).List[1, 200]
            .Select(parts => "é" + string.Concat(parts))
            .Sample(text =>
            {
                string encoded = MetadataText.Encode(text);
                return MetadataText.Decode(encoded) == text && encoded.Split(' ').All(word => word.Length <= 75);
            });
}
