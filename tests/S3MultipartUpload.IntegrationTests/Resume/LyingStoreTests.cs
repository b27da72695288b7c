using System.Text;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>
/// A store of checkpoints that gives older content than was written cannot make a wrong object: it is that of one source, whole, or there
/// is an error. Uploads that the store has forgotten stay open, for nobody can know of them; no other does.
/// LYING_STORES=0-999 runs more cases than an ordinary run, LYING_STORES=17 one alone.
/// </summary>
public sealed class LyingStoreTests : ResumeScenario
{
    private const int Rounds = 7;

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Older_content_never_makes_a_wrong_object()
    {
        int[] seeds = [.. SeedRange.Of("LYING_STORES", usual: 200)];
        int lies = 0;
        int stored = 0;
        int changes = 0;
        foreach (int seed in seeds)
        {
            var run = new Case(this, seed);
            try
            {
                await run.ExecuteAsync();
            }
            catch (Exception failure)
            {
                Assert.Fail($"Case {seed} (alone: LYING_STORES={seed}):{Environment.NewLine}{run.Text}{Environment.NewLine}{failure}");
            }

            (lies, stored, changes) = (lies + run.Store.Lies, stored + run.Stored, changes + run.Changes);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{seeds.Length} cases: {lies} lies, {changes} changed sources, {stored} objects stored.");
        Assert.True(seeds.Length < 60 || (lies > seeds.Length && stored > seeds.Length && changes > seeds.Length), "It hardly happens.");
    }

    private sealed class Case(LyingStoreTests tests, int seed)
    {
        private readonly Random _random = new(seed);
        private readonly string _key = $"lie-{seed}";
        private readonly List<byte[]> _versions = [];

        public LyingCheckpointStore Store { get; } = new(new MemoryCheckpointStore(), new Random(seed));

        public StringBuilder Text { get; } = new();

        public int Stored { get; private set; }

        public int Changes { get; private set; }

        public async Task ExecuteAsync()
        {
            string kind = SourceOf.Kinds[_random.Next(SourceOf.Kinds.Count)];
            int partSize = _random.Next(300, 2_000);
            byte[] bytes = new byte[_random.Next(1, 6 * partSize)];
            _random.NextBytes(bytes);
            using var source = new SourceOf(kind, bytes);
            _versions.Add(bytes);
            Text.AppendLine($"{kind} of {bytes.Length} bytes in parts of {partSize}");
            for (int round = 1; round <= Rounds; round++)
            {
                if (round > 1 && _random.Next(3) == 0)
                {
                    bytes = Changed(bytes);
                    source.Replace(bytes);
                    _versions.Add(bytes);
                    Changes++;
                    Text.Append("changed; ");
                }

                await UploadAsync(source.Open(), bytes, partSize, isDisturbed: _random.Next(3) > 0);
            }

            await AssertNothingElseIsOpenAsync();
        }

        /// <summary>Often so that most of the parts are the same.</summary>
        private byte[] Changed(byte[] bytes)
        {
            byte[] changed = [.. bytes];
            if (_random.Next(2) == 0)
            {
                _random.NextBytes(changed);
            }
            else
            {
                changed[_random.Next(changed.Length)] ^= 1;
            }

            return changed;
        }

        private async Task UploadAsync(IPartSource source, byte[] bytes, int partSize, bool isDisturbed)
        {
            if (isDisturbed)
            {
                S3Operation operation = _random.Next(4) == 0 ? S3Operation.CompleteMultipartUpload : S3Operation.UploadPart;
                FaultEffect effect = _random.Next(3) == 0 ? FaultEffect.DropReply : FaultEffect.Status(403, "AccessDenied");
                tests.Server.Faults.Add(new Fault { Operation = operation, Key = _key, Skip = _random.Next(5), Effect = effect });
            }

            var resume = new ResumeOptions
            {
                Check = (ResumeCheck)_random.Next(2),
                Automatic = _random.Next(6) > 0,
                RestartIfSourceChanged = _random.Next(2) == 0,
                RestartIfUploadNotFound = _random.Next(2) == 0,
            };
            string end;
            try
            {
                UploadManifest manifest = await tests.Uploader(
                    options =>
                    {
                        options.CheckpointStore = Store;
                        options.Concurrency = UploadConcurrency.Fixed(_random.Next(1, 4));
                    },
                    tests._time).UploadAsync(new UploadRequest
                    {
                        BucketName = Bucket,
                        Key = _key,
                        Source = source,
                        PartSize = partSize,
                        Resume = resume,
                    });
                Assert.Equal(bytes, await Claim.FindAsync(tests.Client, Bucket, _key));
                Assert.True(manifest.IsComplete);
                Stored++;
                end = $"stored, {manifest.PartsResumed} of {manifest.Parts.Count} resumed";
            }
            catch (S3UploadException failure)
            {
                // Whatever is there is whole.
                byte[]? there = await Claim.FindAsync(tests.Client, Bucket, _key);
                Assert.True(there is null || _versions.Any(there.SequenceEqual), "The object is a mixture.");
                end = $"{(failure as MultipartUploadException)?.State}: {failure.InnerException?.GetType().Name}";
            }

            tests.Server.Faults.Clear();
            Text.AppendLine($"{(isDisturbed ? "disturbed" : "quiet")}, {resume.Check}: {end}");
        }

        private async Task AssertNothingElseIsOpenAsync()
        {
            string[] written = [.. Store.Written.Select(Encoding.UTF8.GetString)];
            Assert.All(
                await Claim.OpenUploadsAsync(tests.Client, Bucket, _key),
                id => Assert.Contains(written, content => content.Contains(id, StringComparison.Ordinal)));
        }
    }
}
