using System.Buffers.Binary;
using System.IO.Hashing;

namespace S3MultipartUpload;

/// <summary>A CRC that <see cref="System.IO.Hashing"/> does not have; its bytes are big-endian, as S3 writes them.</summary>
internal sealed class Crc : NonCryptographicHashAlgorithm
{
    private static readonly CrcFolding Castagnoli = new(CrcPolynomial.Crc32C);
    private static readonly CrcFolding Nvme = new(CrcPolynomial.Crc64Nvme);

    private readonly CrcPolynomial _polynomial;
    private readonly CrcFolding _folding;
    private ulong _register;

    private Crc(CrcPolynomial polynomial, CrcFolding folding)
        : base(polynomial.Width / 8)
    {
        _polynomial = polynomial;
        _folding = folding;
        _register = polynomial.AllOnes;
    }

    public static Crc Crc32C() => new(CrcPolynomial.Crc32C, Castagnoli);

    public static Crc Crc64Nvme() => new(CrcPolynomial.Crc64Nvme, Nvme);

    public override void Append(ReadOnlySpan<byte> source) => _register = _folding.Append(_register, source);

    public override void Reset() => _register = _polynomial.AllOnes;

    protected override void GetCurrentHashCore(Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _register ^ _polynomial.AllOnes);
        bytes[^HashLengthInBytes..].CopyTo(destination);
    }
}
