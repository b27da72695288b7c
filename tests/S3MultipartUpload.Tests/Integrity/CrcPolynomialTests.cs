using CsCheck;
using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Tests;

public sealed class CrcPolynomialTests
{
    public static TheoryData<string> Names => ["CRC32", "CRC32C", "CRC64NVME"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Two_pieces_give_the_checksum_of_the_whole(string name) =>
        Gen.Select(Gen.Byte.Array[0, 3_000], Gen.Byte.Array[0, 3_000]).Sample((first, second) =>
            Assert.Equal(Piece.Of(name, [.. first, .. second]), Piece.Of(name, first) + Piece.Of(name, second)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Many_pieces_some_of_them_empty_combine_in_any_grouping(string name) =>
        Gen.Byte.Array[0, 200].Array[1, 20].Sample(pieces =>
        {
            Piece fromLeft = pieces.Aggregate(Piece.Of(name, []), (all, piece) => all + Piece.Of(name, piece));
            Piece fromRight = pieces.Reverse().Aggregate(Piece.Of(name, []), (all, piece) => Piece.Of(name, piece) + all);
            Assert.Equal(Piece.Of(name, [.. pieces.SelectMany(piece => piece)]), fromLeft);
            Assert.Equal(fromLeft, fromRight);
        });

    /// <summary>What the pieces hold does not matter, only their lengths.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Pieces_of_gibibytes_combine_in_any_grouping(string name)
    {
        CrcPolynomial polynomial = CrcSamples.Polynomial(name);
        var pieces = Gen.Select(
            Gen.ULong, Gen.Long[0, 5L << 30], (crc, length) => new Piece(polynomial, crc & polynomial.AllOnes, length));
        Gen.Select(pieces, pieces, pieces).Sample((first, second, third) => Assert.Equal(first + second + third, first + (second + third)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Five_gibibytes_doubled_from_five_bytes_are_those_reached_in_one_step(string name)
    {
        var zeros = Piece.Of(name, new byte[5]);
        for (int doubling = 0; doubling < 30; doubling++)
        {
            zeros += zeros;
        }

        // Zeros do nothing to a register but move it; so the register of all ones, with which every CRC begins, shows how far.
        CrcPolynomial polynomial = CrcSamples.Polynomial(name);
        ulong register = polynomial.Combine(polynomial.AllOnes, 0, 5L << 30);
        Assert.Equal(new Piece(polynomial, register ^ polynomial.AllOnes, 5L << 30), zeros);
    }

    /// <summary>Data of which nothing is known but its CRC and its length.</summary>
    private sealed record Piece(CrcPolynomial Polynomial, ulong Crc, long Length)
    {
        public static Piece Of(string name, byte[] bytes) =>
            new(CrcSamples.Polynomial(name), CrcSamples.BitByBit(CrcSamples.Polynomial(name), bytes), bytes.Length);

        public static Piece operator +(Piece first, Piece second) => first with
        {
            Crc = first.Polynomial.Combine(first.Crc, second.Crc, second.Length),
            Length = first.Length + second.Length,
        };
    }
}
