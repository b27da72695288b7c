using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Tests;

public sealed class MemoryBlocksTests
{
    private const int BlocksOfSlab = MemorySlab.Size / MemorySlab.BlockSize;
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_block_is_nobody_elses_until_it_is_returned()
    {
        var blocks = new MemoryBlocks(_time);
        var dice = new Random(1);
        var taken = new List<(MemoryBlock Block, int Mark)>();
        for (int mark = 0; mark < 5_000; mark++)
        {
            if (taken.Count > 0 && dice.Next(taken.Count < 2 * BlocksOfSlab ? 3 : 2) == 0)
            {
                int index = dice.Next(taken.Count);
                Assert.Equal(taken[index].Mark, Read(taken[index].Block));
                blocks.Return(taken[index].Block);
                taken.RemoveAt(index);
                _time.Advance(TimeSpan.FromSeconds(1));
                continue;
            }

            MemoryBlock block = blocks.Take();
            Assert.Equal(MemorySlab.BlockSize, block.Memory.Length);
            Write(block, mark);
            taken.Add((block, mark));
        }

        Assert.All(taken, entry => Assert.Equal(entry.Mark, Read(entry.Block)));
        Assert.InRange(blocks.Bytes, taken.Count * (long)MemorySlab.BlockSize, 8L * MemorySlab.Size);
        taken.ForEach(entry => blocks.Return(entry.Block));
    }

    [Fact]
    public void The_system_has_back_what_nobody_has_needed_for_a_while()
    {
        var blocks = new MemoryBlocks(_time);
        MemoryBlock[] taken = TakeSlabs(blocks, 3);
        Assert.Equal(3 * MemorySlab.Size, blocks.Bytes);
        Array.ForEach(taken, blocks.Return);
        Assert.Equal(3 * MemorySlab.Size, blocks.Bytes);

        _time.Advance(MemoryBlocks.Patience);
        MemoryBlock[] needed = TakeSlabs(blocks, 1);
        Assert.Equal(3 * MemorySlab.Size, blocks.Bytes);
        _time.Advance(MemoryBlocks.Patience);
        Assert.Equal(MemorySlab.Size, blocks.Bytes);

        Array.ForEach(needed, blocks.Return);
        _time.Advance(2 * MemoryBlocks.Patience);
        Assert.Equal(0, blocks.Bytes);
    }

    [Fact]
    public async Task A_blob_that_is_not_committed_or_is_deleted_leaves_its_blocks_to_the_next()
    {
        var store = new MemoryBlobStore();
        for (int i = 0; i < 3; i++)
        {
            await using BlobWriter left = store.Create(length: null);
            await FillAsync(left, 2 * BlocksOfSlab);
        }

        for (int i = 0; i < 3; i++)
        {
            await using BlobWriter writer = store.Create(length: null);
            await FillAsync(writer, 2 * BlocksOfSlab);
            store.Delete(await writer.CommitAsync());
        }

        Assert.Equal(2 * MemorySlab.Size, store.Bytes);
    }

    private static MemoryBlock[] TakeSlabs(MemoryBlocks blocks, int slabs) =>
        [.. Enumerable.Range(0, slabs * BlocksOfSlab).Select(_ => blocks.Take())];

    private static async Task FillAsync(BlobWriter writer, int blocks)
    {
        for (int i = 0; i < blocks; i++)
        {
            Assert.Equal(MemorySlab.BlockSize, writer.GetMemory().Length);
            await writer.AdvanceAsync(MemorySlab.BlockSize, TestContext.Current.CancellationToken);
        }
    }

    private static void Write(MemoryBlock block, int mark)
    {
        BitConverter.TryWriteBytes(block.Memory.Span, mark);
        BitConverter.TryWriteBytes(block.Memory.Span[^sizeof(int)..], mark);
    }

    private static int Read(MemoryBlock block)
    {
        int mark = BitConverter.ToInt32(block.Memory.Span);
        Assert.Equal(mark, BitConverter.ToInt32(block.Memory.Span[^sizeof(int)..]));
        return mark;
    }
}
