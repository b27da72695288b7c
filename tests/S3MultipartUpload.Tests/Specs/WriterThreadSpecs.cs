using Moq;

namespace S3MultipartUpload.Tests;

/// <summary>
/// Who writes synchronously stands still while he waits. The uploader and the store here go on wherever they were called, as applications'
/// code does, so they would wait for his thread if they had been called on it.
/// </summary>
public sealed class WriterThreadSpecs
{
    private static readonly byte[] Bytes = Samples.Bytes(1_000_000);

    private static TimeSpan Soon => WriterSpecs.Soon;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task In_a_context_of_one_thread_nobody_waits_for_ever(bool isCompleted)
    {
        MockS3 s3 = SlowStore();
        await SingleThread.RunAsync(async () =>
        {
            await Task.Yield();
            Assert.IsType<SingleThread>(SynchronizationContext.Current);
            Use(s3, isCompleted);
            await UseAsync(s3, isCompleted);
        }).WaitAsync(Soon);
        AssertStored(s3, isCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_a_scheduler_of_one_thread_nobody_waits_for_ever(bool isCompleted)
    {
        MockS3 s3 = SlowStore();
        await Task.Factory.StartNew(
            () =>
            {
                Assert.NotSame(TaskScheduler.Default, TaskScheduler.Current);
                Use(s3, isCompleted);
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).WaitAsync(Soon);
        AssertStored(s3, isCompleted);
    }

    [Fact]
    public async Task Many_who_stand_still_on_the_thread_pool_leave_it_room()
    {
        await Task.WhenAll(Enumerable.Range(0, 8 * Environment.ProcessorCount).Select(_ => Task.Run(() =>
        {
            MockS3 s3 = SlowStore();
            Use(s3, isCompleted: true);
            AssertStored(s3, isCompleted: true);
        }))).WaitAsync(TimeSpan.FromMinutes(2));
    }

    private static void Use(MockS3 s3, bool isCompleted)
    {
        using ObjectWriter writer = Uploader(s3).OpenWriteAsync(WriterSpecs.Target, partSize: 50_000).GetAwaiter().GetResult();
        writer.Write(Bytes);
        writer.Flush();
        if (isCompleted)
        {
            writer.CompleteAsync().GetAwaiter().GetResult();
        }
    }

    private static async Task UseAsync(MockS3 s3, bool isCompleted)
    {
        using ObjectWriter writer = await Uploader(s3).OpenWriteAsync(WriterSpecs.Target, partSize: 50_000);
        await writer.WriteAsync(Bytes);
        writer.Write([]);
        if (isCompleted)
        {
            await writer.CompleteAsync();
        }
    }

    private static void AssertStored(MockS3 s3, bool isCompleted)
    {
        Assert.Equal(isCompleted ? Bytes : null, s3.Stored);
        Assert.Equal(!isCompleted, s3.Calls.Contains("Abort"));
    }

    private static MockS3 SlowStore() => new()
    {
        OnCall = async (_, _) => await Task.Yield(),
        OnPart = async (_, _, _) => await Task.Yield(),
    };

    private static IMultipartUploader Uploader(MockS3 s3)
    {
        MultipartUploader inner = UploadSpecs.Uploader(s3, options =>
        {
            options.Profile = ProviderProfile.AmazonS3 with
            {
                Limits = Samples.SmallLimits with { MaxPartSize = 50_000 },
                ConfirmsChecksums = false,
            };
            options.PartSizer = PartSizer.Fixed(50_000);
            options.MaxPartSize = 50_000;
        });
        var uploader = new Mock<IMultipartUploader>();
        uploader.Setup(mock => mock.UploadAsync(It.IsAny<UploadRequest>(), It.IsAny<CancellationToken>()))
            .Returns<UploadRequest, CancellationToken>(async (request, token) =>
            {
                await Task.Yield();
                return await inner.UploadAsync(request, token);
            });
        return uploader.Object;
    }
}
