using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace S3MultipartUpload;

/// <summary>A CRC by carry-less multiplication, 64 bytes a step.</summary>
/// <remarks>
/// Data is a polynomial too, and its CRC the remainder of its division. So a block of 16 bytes may be replaced by any other polynomial
/// of the same remainder, and added to a block further on: its two halves, each multiplied by the remainder of x to the power of
/// the distance in bits. What is left in the end is one block that has the remainder of the whole.
/// (V. Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel, 2009.)
/// </remarks>
internal sealed class CrcFolding(CrcPolynomial polynomial)
{
    private const int Lanes = 4;

    // One multiplication after the other would wait for its result; four at a time do not.
    private readonly Vector128<ulong> _byFour = Multipliers(polynomial, Lanes);
    private readonly Vector128<ulong> _byOne = Multipliers(polynomial, 1);
    private readonly CrcTables _tables = new(polynomial);

    public static bool IsSupported => BitConverter.IsLittleEndian && (Pclmulqdq.IsSupported || ArmAes.IsSupported);

    public ulong Append(ulong register, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector128<ulong>> blocks = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        if (blocks.Length < Lanes || !IsSupported)
        {
            return _tables.Append(register, bytes);
        }

        ReadOnlySpan<byte> rest = bytes[(blocks.Length * Vector128<byte>.Count)..];
        Vector128<ulong> first = blocks[0] ^ Vector128.CreateScalar(register);
        Vector128<ulong> second = blocks[1];
        Vector128<ulong> third = blocks[2];
        Vector128<ulong> fourth = blocks[3];
        for (blocks = blocks[Lanes..]; blocks.Length >= Lanes; blocks = blocks[Lanes..])
        {
            first = Fold(first, _byFour) ^ blocks[0];
            second = Fold(second, _byFour) ^ blocks[1];
            third = Fold(third, _byFour) ^ blocks[2];
            fourth = Fold(fourth, _byFour) ^ blocks[3];
        }

        Vector128<ulong> last = Fold(Fold(Fold(first, _byOne) ^ second, _byOne) ^ third, _byOne) ^ fourth;
        foreach (Vector128<ulong> block in blocks)
        {
            last = Fold(last, _byOne) ^ block;
        }

        register = _tables.Append(0, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<ulong>>(in last)));
        return _tables.Append(register, rest);
    }

    /// <summary>The half that comes first in memory is 64 bits further away. A product of reflected bits is too high by one.</summary>
    private static Vector128<ulong> Multipliers(CrcPolynomial polynomial, int blocks)
    {
        ulong distance = (ulong)blocks * 128;
        int unused = 64 - polynomial.Width;
        return Vector128.Create(polynomial.PowerOfX(distance + 63) << unused, polynomial.PowerOfX(distance - 1) << unused);
    }

    private static Vector128<ulong> Fold(Vector128<ulong> block, Vector128<ulong> multipliers) => Pclmulqdq.IsSupported
        ? Pclmulqdq.CarrylessMultiply(block, multipliers, 0x00) ^ Pclmulqdq.CarrylessMultiply(block, multipliers, 0x11)
        : ArmAes.PolynomialMultiplyWideningLower(block.GetLower(), multipliers.GetLower())
            ^ ArmAes.PolynomialMultiplyWideningUpper(block, multipliers);
}
