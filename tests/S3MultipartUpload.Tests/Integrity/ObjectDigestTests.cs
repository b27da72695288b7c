using System.Security.Cryptography;
using CsCheck;
using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Tests;

public sealed class ObjectDigestTests
{
    [Theory]
    [InlineData(PartChecksumAlgorithm.Crc32, "CRC32")]
    [InlineData(PartChecksumAlgorithm.Crc32C, "CRC32C")]
    [InlineData(PartChecksumAlgorithm.Crc64Nvme, "CRC64NVME")]
    public void The_CRCs_of_the_parts_give_that_of_the_object(PartChecksumAlgorithm algorithm, string name) =>
        Gen.Byte.Array[0, 500].Array[1, 12].Sample(parts => Assert.Equal(
            new ObjectChecksum
            {
                Algorithm = name,
                Type = "FULL_OBJECT",
                Value = Value(
                algorithm, [.. parts.SelectMany(part => part)]) ?? ""
            },
            ObjectDigest.OfParts(algorithm, Uploaded(algorithm, parts))));

    /// <summary>As S3 computes it: the hash of the parts' hashes, and how many they were.</summary>
    [Fact]
    public void SHA_256_of_the_parts_gives_a_composite_one()
    {
        byte[][] parts = ["first"u8.ToArray(), "second"u8.ToArray(), []];
        byte[] hashes = [.. parts.SelectMany(part => SHA256.HashData(part))];
        Assert.Equal(
            new ObjectChecksum { Algorithm = "SHA256", Type = "COMPOSITE", Value = Convert.ToBase64String(SHA256.HashData(hashes)) + "-3" },
            ObjectDigest.OfParts(PartChecksumAlgorithm.Sha256, Uploaded(PartChecksumAlgorithm.Sha256, parts)));
    }

    [Theory]
    [InlineData(PartChecksumAlgorithm.MD5)]
    [InlineData(PartChecksumAlgorithm.None)]
    public void What_S3_keeps_nothing_of_gives_nothing(PartChecksumAlgorithm algorithm)
    {
        UploadedPart[] parts = Uploaded(algorithm, [[1], [2]]);
        Assert.Null(ObjectDigest.OfParts(algorithm, parts));
        Assert.Null(ObjectDigest.OfPut(algorithm, parts[0]));
    }

    [Theory]
    [InlineData(PartChecksumAlgorithm.Crc32, "CRC32")]
    [InlineData(PartChecksumAlgorithm.Sha256, "SHA256")]
    public void An_object_of_one_PutObject_has_the_checksum_of_its_only_part(PartChecksumAlgorithm algorithm, string name)
    {
        UploadedPart whole = Uploaded(algorithm, [[1, 2, 3]])[0];
        Assert.Equal(new ObjectChecksum { Algorithm = name, Type = "FULL_OBJECT", Value = Value(algorithm, [1, 2, 3]) ?? "" },
            ObjectDigest.OfPut(algorithm, whole));
    }

    [Theory]
    [InlineData(PartChecksumAlgorithm.Crc64Nvme)]
    [InlineData(PartChecksumAlgorithm.Sha256)]
    public void A_part_without_a_checksum_leaves_the_object_without_one(PartChecksumAlgorithm algorithm)
    {
        UploadedPart[] parts = Uploaded(algorithm, [[1], [2]]);
        parts[1] = parts[1] with { Checksum = null };
        Assert.Null(ObjectDigest.OfParts(algorithm, parts));
    }

    [Theory]
    [InlineData(PartChecksumAlgorithm.Crc32, PartChecksumAlgorithm.Crc64Nvme)]
    [InlineData(PartChecksumAlgorithm.Crc64Nvme, PartChecksumAlgorithm.Crc32)]
    [InlineData(PartChecksumAlgorithm.Sha256, PartChecksumAlgorithm.MD5)]
    public void The_checksum_of_another_algorithm_is_refused(PartChecksumAlgorithm algorithm, PartChecksumAlgorithm other)
    {
        UploadedPart[] parts = [.. Uploaded(algorithm, [[1]]), .. Uploaded(other, [[2]])];
        Assert.Throws<FormatException>(() => ObjectDigest.OfParts(algorithm, parts));
    }

    [Fact]
    public void A_composite_CRC_is_that_of_the_parts_CRCs_and_their_number()
    {
        UploadedPart[] parts = [.. Uploaded(PartChecksumAlgorithm.Crc32, [[1, 2, 3], [4, 5]])];
        byte[] values = [.. parts.SelectMany(part => Convert.FromBase64String(part.Checksum ?? ""))];
        Assert.Equal(
            new ObjectChecksum { Algorithm = "CRC32", Type = "COMPOSITE", Value = $"{Value(PartChecksumAlgorithm.Crc32, values)}-2" },
            ObjectDigest.OfParts(PartChecksumAlgorithm.Crc32, parts, "COMPOSITE"));
    }

    [Fact]
    public void A_checksum_that_the_caller_knows_is_required_of_what_was_read()
    {
        ObjectDigest.Require("AAAA", "AAAA");
        IntegrityException refusal = Assert.Throws<IntegrityException>(() => ObjectDigest.Require("AAAA", "AAAB"));
        Assert.Contains("AAAB, not AAAA", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<IntegrityException>(() => ObjectDigest.Require("AAAA", actual: null));
    }

    [Fact]
    public void A_part_keeps_all_that_is_known_of_it_on_its_way_to_its_place()
    {
        UploadedPart part = Uploaded(PartChecksumAlgorithm.Crc32, [[1], [2, 3]])[1];
        Assert.Equal(part, part.ToStored().At(part.Offset));
        Assert.Equal(
            new StoredPart { PartNumber = 2, Size = 2, ETag = "\"tag\"", Checksum = part.Checksum }, part.ToStored());
    }

    [Theory]
    [InlineData("AAAA", null, false)]
    [InlineData("AAAB", null, true)]
    [InlineData("AAAB", "FULL_OBJECT", true)]
    [InlineData("AAAB", "COMPOSITE", false)] // Another kind of checksum says nothing against this one.
    [InlineData("AAAB-2", null, false)]
    [InlineData("", null, false)]
    [InlineData(null, null, false)]
    public void A_checksum_is_contradicted_by_another_of_its_kind_alone(string? value, string? type, bool expected) =>
        Assert.Equal(
            expected, new ObjectChecksum { Algorithm = "CRC32", Type = "FULL_OBJECT", Value = "AAAA" }.IsContradictedBy(value, type));

    [Theory]
    [InlineData("AAAA-2", "COMPOSITE", false)]
    [InlineData("AAAA", "COMPOSITE", false)]
    [InlineData("AAAB-2", null, true)]
    [InlineData("AAAB", "COMPOSITE", true)]
    public void A_composite_one_need_not_name_the_number_of_parts(string value, string? type, bool expected) =>
        Assert.Equal(
            expected, new ObjectChecksum { Algorithm = "SHA256", Type = "COMPOSITE", Value = "AAAA-2" }.IsContradictedBy(value, type));

    private static UploadedPart[] Uploaded(PartChecksumAlgorithm algorithm, byte[][] parts)
    {
        long offset = 0;
        return [.. parts.Select((part, index) =>
            new UploadedPart { PartNumber = index + 1, Offset = (
                offset += part.Length) - part.Length, Size = part.Length, ETag = "\"tag\"", Checksum = Value(algorithm, part) })];
    }

    private static string? Value(PartChecksumAlgorithm algorithm, byte[] bytes)
    {
        using var digest = new PartDigest(algorithm);
        digest.Append(bytes);
        return digest.ToBase64();
    }
}
