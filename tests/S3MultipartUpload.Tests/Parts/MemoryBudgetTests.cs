using CsCheck;
using S3MultipartUpload.Parts;

namespace S3MultipartUpload.Tests;

public sealed class MemoryBudgetTests
{
    private const int KiB = 1024;

    /// <summary>A sixteenth of 1,600 KiB is the reserve, of which the beginning of the other part has taken 16 KiB.</summary>
    [Theory]
    [InlineData(1_416, true)]
    [InlineData(1_417, false)]
    public void A_part_fits_when_all_that_is_missing_of_it_has_room_beside_the_others_and_the_reserve(int held, bool expected)
    {
        MemoryBudget budget = new(1_600 * KiB);
        budget.Give(budget.Open(1_500 * KiB), held * KiB);
        Assert.Equal(expected, budget.Fits(budget.Open(100 * KiB)));
    }

    [Fact]
    public void The_reserve_is_for_beginnings_and_its_second_half_for_first_blocks()
    {
        MemoryBudget budget = new(1_600 * KiB);
        MemoryClaim[] begun = [.. Enumerable.Range(0, 10).Select(_ => budget.Open(100 * KiB))];
        Assert.False(budget.FitsReserve(begun[0], 17 * KiB));
        Assert.True(budget.FitsReserve(begun[0], 16 * KiB));
        Array.ForEach(begun[..9], part => budget.Give(part, 5 * KiB));
        Assert.True(budget.FitsReserve(begun[0], 5 * KiB));
        Assert.False(budget.FitsReserve(begun[0], 6 * KiB));
        Assert.True(budget.FitsReserve(begun[9], 6 * KiB));
        Array.ForEach(begun[..9], part => budget.Give(part, 5 * KiB));
        Assert.True(budget.FitsReserve(begun[9], 10 * KiB));
        Assert.False(budget.FitsReserve(begun[9], 11 * KiB));
    }

    [Fact]
    public void There_is_no_reserve_beside_a_part_that_needs_all()
    {
        MemoryBudget budget = new(1_600 * KiB);
        MemoryClaim small = budget.Open(4 * KiB);
        Assert.True(budget.FitsReserve(small, KiB));
        MemoryClaim large = budget.Open(1_600 * KiB);
        Assert.False(budget.FitsReserve(small, KiB));
        Assert.True(budget.Fits(large));
        budget.Give(large, 1_600 * KiB);
        budget.Seal(large);
        Assert.True(budget.FitsReserve(small, KiB));
        Assert.False(budget.HasRoom(KiB));
    }

    /// <summary>Whatever has been given, and to whom, someone can go on: there is no need to see the future.</summary>
    [Fact]
    public void Nobody_waits_for_ever_in_any_schedule() =>
        Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Int[64, 2_000]).Sample((seed, capacity) =>
        {
            var random = new Random(seed);
            MemoryBudget budget = new(capacity * KiB);
            var open = new List<MemoryClaim>();
            var sent = new List<MemoryClaim>();
            for (int left = 60; left > 0 || open.Count > 0;)
            {
                if (left > 0 && random.Next(4) == 0)
                {
                    int mostSize = random.Next(3) == 0 ? capacity * KiB : Math.Max(1, capacity * KiB / random.Next(1, 40));
                    open.Add(budget.Open(random.Next(mostSize / 2, mostSize) + 1));
                    left--;
                    continue;
                }

                MemoryClaim[] ready = [.. open.Where(part => budget.HasRoom(Block(part))
                    && (budget.Fits(part) || budget.FitsReserve(part, Block(part))))];
                Assert.True(ready.Length > 0 || sent.Count > 0 || open.Count == 0, "All wait for one another.");
                if (ready.Length == 0 || (sent.Count > 0 && random.Next(4) == 0))
                {
                    sent.ForEach(budget.Release);
                    sent.Clear();
                    continue;
                }

                MemoryClaim next = ready[random.Next(ready.Length)];
                budget.Give(next, Block(next));
                Assert.True(budget.Held <= capacity * KiB);
                if (next.Missing == 0 || random.Next(50) == 0)
                {
                    budget.Seal(next);
                    open.Remove(next);
                    sent.Add(next);
                }
            }

            sent.ForEach(budget.Release);
            Assert.Equal(0, budget.Held);
        }, iter: 2_000);

    [Fact]
    public void A_part_that_is_being_sent_takes_room_but_no_turn()
    {
        MemoryBudget budget = new(160 * KiB);
        MemoryClaim sent = budget.Open(150 * KiB);
        budget.Give(sent, 150 * KiB);
        MemoryClaim next = budget.Open(150 * KiB);
        Assert.False(budget.Fits(next));
        budget.Seal(sent);
        Assert.True(budget.Fits(next));
        Assert.True(budget.HasRoom(10 * KiB));
        Assert.False(budget.HasRoom(11 * KiB));
        budget.Release(sent);
        Assert.True(budget.HasRoom(150 * KiB));
        Assert.Equal(0, budget.Held);
    }

    private static int Block(MemoryClaim part) => (int)Math.Min(part.Missing, Math.Clamp(part.Held, 4 * KiB, 1024 * KiB));
}
