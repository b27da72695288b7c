using System.Numerics;

namespace S3MultipartUpload.Parts;

/// <summary>Blocks to be used again. It never holds more than it is allowed.</summary>
internal sealed class BlockCache
{
    private readonly Dictionary<int, Stack<byte[]>> _blocks = [];
    private long _bytes;

    /// <summary>Gives a block of a length, if there is one, and keeps no more than it is allowed.</summary>
    public byte[]? Take(int length, long mostBytes)
    {
        byte[]? block = _blocks.GetValueOrDefault(length)?.TryPop(out byte[]? found) == true ? found : null;
        _bytes -= block?.Length ?? 0;
        Trim(mostBytes);
        return block;
    }

    /// <summary>Keeps blocks, but for the odd ones, which end a part: they hardly fit another.</summary>
    public void Add(IEnumerable<byte[]> blocks, long mostBytes)
    {
        foreach (byte[] block in blocks.Where(block => BitOperations.IsPow2(block.Length)))
        {
            if (!_blocks.TryGetValue(block.Length, out Stack<byte[]>? same))
            {
                _blocks.Add(block.Length, same = new Stack<byte[]>());
            }

            same.Push(block);
            _bytes += block.Length;
        }

        Trim(mostBytes);
    }

    private void Trim(long mostBytes)
    {
        if (_bytes > mostBytes)
        {
            _blocks.Clear();
            _bytes = 0;
        }
    }
}
