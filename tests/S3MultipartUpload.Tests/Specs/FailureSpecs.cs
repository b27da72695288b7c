using System.Net;
using Amazon.S3;
using CsCheck;
using S3MultipartUpload.Parts;

namespace S3MultipartUpload.Tests;

public sealed class FailureSpecs
{
    [Fact]
    public async Task A_fifth_of_all_attempts_failing_costs_retries_but_no_byte()
    {
        var random = new Random(20_26);
        int failures = 0;
        int retries = 0;
        for (int upload = 0; upload < 200; upload++)
        {
            var s3 = new MockS3
            {
                OnPart = (_, _, _) =>
                {
                    lock (random)
                    {
                        if (random.NextDouble() >= 0.2)
                        {
                            return Task.CompletedTask;
                        }

                        failures++;
                        throw random.Next(3) switch
                        {
                            0 => Error(HttpStatusCode.ServiceUnavailable, "SlowDown"),
                            1 => new HttpRequestException("Connection reset."),
                            _ => new IOException("Broken pipe."),
                        };
                    }
                },
            };
            byte[] bytes = Samples.Bytes(random.Next(20, 300), upload);
            IPartSource source = upload % 2 == 0 ? PartSource.FromMemory(bytes) : PartSource.FromStream(new TestStream(bytes));
            UploadManifest manifest = await UploadSpecs.Uploader(s3).UploadAsync(Samples.Request(source));
            Assert.Equal(bytes, s3.Stored);
            Assert.All(manifest.Parts, part => Assert.InRange(s3.AttemptsOf(part.PartNumber), 1, 9));
            retries += manifest.Retries;
        }

        Assert.True(failures > 200);
        Assert.Equal(failures, retries);
    }

    [Fact]
    public async Task Every_attempt_is_a_new_request_with_a_body_from_its_first_byte()
    {
        var s3 = new MockS3
        {
            OnPart = (_, attempt, _) => attempt < 3
            ? throw Error(HttpStatusCode.InternalServerError, "InternalError") : Task.CompletedTask
        };
        await UploadSpecs.Uploader(s3).UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(10))));
        Assert.Equal(3, s3.PartRequests.Count);
        Assert.Distinct(s3.PartRequests.Select(request => request.InputStream));
        Assert.Equal(Samples.Bytes(10), s3.Stored);
    }

    [Fact]
    public async Task What_is_not_transient_fails_at_once_and_the_upload_is_aborted()
    {
        var s3 = new MockS3
        {
            OnPart = (number, _, _) => number == 2
            ? throw Error(HttpStatusCode.Forbidden, "AccessDenied") : Task.CompletedTask
        };
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => UploadSpecs.Uploader(s3).UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(50)))));
        Assert.Equal("AccessDenied", Assert.IsType<AmazonS3Exception>(failure.InnerException).ErrorCode);
        Assert.Equal(
            (2, FailedUploadState.Aborted, "upload-1"), (Assert.NotNull(failure.PartNumber), failure.State, failure.Manifest.UploadId));
        Assert.Equal(1, s3.AttemptsOf(2));
        Assert.Contains("part 2", failure.Message, StringComparison.Ordinal);
        Assert.Equal("Abort", s3.Calls.Last());
        Assert.DoesNotContain("Complete", s3.Calls);
        Assert.False(failure.Manifest.IsComplete);
    }

    [Fact]
    public async Task Running_parts_have_ended_before_the_abort_and_the_first_error_is_thrown()
    {
        var s3 = new MockS3();
        var others = new CountdownEvent(3);
        s3.OnPart = async (number, _, token) =>
        {
            if (number == 1)
            {
                await Task.Run(others.Wait, CancellationToken.None);
                throw Error(HttpStatusCode.Forbidden, "AccessDenied");
            }

            others.Signal();
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            catch (OperationCanceledException)
            {
                await Task.Yield();
                throw Error(HttpStatusCode.Conflict, "Late");
            }
        };
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => UploadSpecs
            .Uploader(s3, options => options.Concurrency = UploadConcurrency.Fixed(4))
            .UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(500)))));
        Assert.Equal(1, failure.PartNumber);
        Assert.Equal(0, s3.InFlightAtAbort);
        Assert.Equal(0, s3.InFlight);
    }

    [Fact]
    public async Task An_abort_that_fails_does_not_hide_the_first_error()
    {
        var s3 = new MockS3
        {
            OnPart = (_, _, _) => throw Error(HttpStatusCode.Forbidden, "AccessDenied"),
            OnCall = (call, _) => call == "Abort" ? throw Error(HttpStatusCode.Forbidden, "NoAbort") : Task.CompletedTask,
        };
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => UploadSpecs.Uploader(s3).UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(50)))));
        Assert.Equal("AccessDenied", Assert.IsType<AmazonS3Exception>(failure.InnerException).ErrorCode);
        Assert.Equal(FailedUploadState.AbortFailed, failure.State);
        Assert.Contains("upload-1", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, FailedUploadState.AbortFailed)]
    [InlineData(1000, FailedUploadState.None)]
    public async Task A_store_that_cannot_be_reached_has_certainly_not_stored_the_object(long threshold, FailedUploadState expected)
    {
        var s3 = new MockS3
        {
            OnCall = (call, _) => call == "Create"
                ? Task.CompletedTask
                : throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused."),
        };
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => UploadSpecs
            .Uploader(s3, options => options.SinglePutThreshold = threshold)
            .UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(50)))));
        Assert.Equal(expected, failure.State);
    }

    [Fact]
    public async Task A_create_that_fails_leaves_nothing_to_abort()
    {
        var s3 = new MockS3 { OnCall = (_, _) => throw Error(HttpStatusCode.NotFound, "NoSuchBucket") };
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => UploadSpecs.Uploader(s3).UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(50)))));
        Assert.Equal(FailedUploadState.None, failure.State);
        Assert.Equal(["Create"], s3.Calls);
    }

    [Fact]
    public async Task A_stream_that_outgrows_its_parts_fails_before_Complete()
    {
        var exact = new MockS3();
        await UploadSpecs.Uploader(exact).UploadAsync(Samples.Request(PartSource.FromStream(new TestStream(Samples.Bytes(1_000)))));
        Assert.Equal(Samples.Bytes(1_000), exact.Stored);

        var tooMuch = new MockS3();
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => UploadSpecs
            .Uploader(tooMuch).UploadAsync(Samples.Request(PartSource.FromStream(new TestStream(Samples.Bytes(1_001))))));
        Assert.IsType<PartLimitExceededException>(failure.InnerException);
        Assert.DoesNotContain("Complete", tooMuch.Calls);
        Assert.Equal("Abort", tooMuch.Calls.Last());
    }

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    [InlineData(95)]
    [InlineData(0)]
    public async Task A_stream_of_another_length_than_said_fails_before_Complete(int actual)
    {
        var s3 = new MockS3();
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => UploadSpecs
            .Uploader(s3).UploadAsync(Samples.Request(PartSource.FromStream(new TestStream(Samples.Bytes(actual)), length: 100))));
        Assert.IsType<SourceChangedException>(failure.InnerException);
        Assert.DoesNotContain("Complete", s3.Calls);
    }

    [Fact]
    public async Task A_single_PUT_of_a_stream_longer_than_said_is_not_sent()
    {
        var s3 = new MockS3();
        await Assert.ThrowsAsync<MultipartUploadException>(() => UploadSpecs
            .Uploader(s3, options => options.SinglePutThreshold = 100)
            .UploadAsync(Samples.Request(PartSource.FromStream(new TestStream(Samples.Bytes(51)), length: 50))));
        Assert.Empty(s3.Calls);
    }

    [Fact]
    public Task A_cancellation_at_any_point_ends_with_the_caller_s_token_and_nothing_left() =>
        Gen.Select(Gen.Int[0, 24], Gen.Bool, Gen.Int[1, 5]).SampleAsync(async (point, forwardOnly, concurrency) =>
        {
            using var cancel = new CancellationTokenSource();
            int points = 0;
            async Task Point(CancellationToken token)
            {
                if (Interlocked.Increment(ref points) == point + 1)
                {
                    await cancel.CancelAsync();
                }

                token.ThrowIfCancellationRequested();
            }

            var s3 = new MockS3
            {
                OnPart = (_, _, token) => Point(token),
                OnCall = (call, token) => call == "Abort"
                ? Task.CompletedTask : Point(token)
            };
            var stream = new TestStream(Samples.Bytes(75)) { OnRead = (_, token) => Point(token) };
            var buffers = new PartBufferPool(16 * Samples.MiB);
            var uploader = new MultipartUploader(
                s3.Client,
                Samples.SmallOptions(options => options.Concurrency = UploadConcurrency.Fixed(concurrency)),
                Samples.Budget(buffers, concurrency),
                null,
                null);
            IPartSource source = forwardOnly ? PartSource.FromStream(stream) : PartSource.FromMemory(Samples.Bytes(75));
            try
            {
                await uploader.UploadAsync(Samples.Request(source), cancel.Token);
                Assert.True(points <= point + 1, "It ended before the token was cancelled, or at its very end.");
            }
            catch (OperationCanceledException canceled)
            {
                Assert.Equal(cancel.Token, canceled.CancellationToken);
                Assert.DoesNotContain(
                    s3.Calls.SkipWhile(call => call != "Abort"), call => call.StartsWith("Part", StringComparison.Ordinal));
                Assert.Equal(s3.Created is not null, s3.Calls.Contains("Abort"));
            }

            Assert.Equal(0, s3.InFlight);
            Assert.Equal(0, buffers.RentedBytes);
            Assert.Equal(forwardOnly, stream.IsDisposed);
        }, iter: 300);

    [Fact]
    public async Task A_token_cancelled_beforehand_sends_nothing()
    {
        var s3 = new MockS3();
        var canceled = new CancellationToken(canceled: true);
        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => UploadSpecs.Uploader(s3).UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(50))), canceled));
        Assert.Equal(canceled, thrown.CancellationToken);
        Assert.Empty(s3.Calls);
    }

    [Fact]
    public async Task Buffers_stay_within_their_budget_and_come_back()
    {
        var buffers = new PartBufferPool(3 * Samples.MiB);
        long most = 0;
        Task<UploadManifest>[] uploads = [.. Enumerable.Range(0, 8).Select(seed =>
        {
            var s3 = new MockS3 { OnPart = (_, _, _) => NoteRented() };
            var uploader = new MultipartUploader(s3.Client, Samples.SmallOptions(), Samples.Budget(buffers, 10), null, null);
            return uploader.UploadAsync(Samples.Request(PartSource.FromStream(new TestStream(Samples.Bytes(200, seed)))));
        })];
        await Task.WhenAll(uploads);
        Assert.InRange(most, 1, 3 * Samples.MiB);
        Assert.Equal(0, buffers.RentedBytes);

        async Task NoteRented()
        {
            await Task.Yield();
            lock (buffers)
            {
                most = Math.Max(most, buffers.RentedBytes);
            }
        }
    }

    [Fact]
    public async Task A_failed_part_ends_the_upload_though_the_source_has_nothing_more_to_give_yet()
    {
        var s3 = new MockS3 { OnPart = (_, _, _) => throw Error(HttpStatusCode.Forbidden, "AccessDenied") };
        var silent = new TestStream(Samples.Bytes(100))
        {
            OnRead = (position, token) => position >= 14 ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask,
        };
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => UploadSpecs.Uploader(s3).UploadAsync(Samples.Request(PartSource.FromStream(silent))));
        Assert.Equal("AccessDenied", Assert.IsType<AmazonS3Exception>(failure.InnerException).ErrorCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(14)]
    public async Task A_read_that_does_not_heed_its_token_holds_up_no_cancellation_and_keeps_its_block(int position)
    {
        using var cancel = new CancellationTokenSource();
        var buffers = new PartBufferPool(16 * Samples.MiB);
        var stuck = new TaskCompletionSource();
        var deaf = new TestStream(Samples.Bytes(100), pieceSize: 1)
        {
            OnRead = async (at, _) =>
            {
                if (at == position)
                {
                    await cancel.CancelAsync();
                    await stuck.Task;
                }
            },
        };
        var uploader = new MultipartUploader(new MockS3().Client, Samples.SmallOptions(), Samples.Budget(buffers, 10), null, null);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => uploader.UploadAsync(Samples.Request(PartSource.FromStream(deaf)), cancel.Token));
        Assert.Equal(0, buffers.RentedBytes);
        stuck.SetResult();
    }

    [Fact]
    public async Task Sources_that_are_silent_keep_no_room_from_others()
    {
        var buffers = new PartBufferPool(2 * Samples.MiB);
        using var cancel = new CancellationTokenSource();
        Task<UploadManifest>[] silent = [.. Enumerable.Range(0, 5).Select(_ => Upload(
            new TestStream([]) { OnRead = (_, token) => Task.Delay(Timeout.Infinite, token) }, cancel.Token))];
        UploadManifest manifest = await Upload(new TestStream(Samples.Bytes(55)), CancellationToken.None);
        Assert.Equal(55, manifest.Size);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(silent));

        Task<UploadManifest> Upload(Stream stream, CancellationToken token) =>
            new MultipartUploader(new MockS3().Client, Samples.SmallOptions(), Samples.Budget(buffers, 10), null, null)
                .UploadAsync(Samples.Request(PartSource.FromStream(stream)), token);
    }

    [Fact]
    public async Task A_stream_that_was_read_is_not_read_on_as_if_it_were_another()
    {
        var stream = new TestStream(Samples.Bytes(100));
        UploadRequest request = Samples.Request(PartSource.FromStream(stream, leaveOpen: true));
        var failing = new MockS3
        {
            OnPart = (number, _, _) => number == 3
            ? throw Error(HttpStatusCode.Forbidden, "AccessDenied") : Task.CompletedTask
        };
        await Assert.ThrowsAsync<MultipartUploadException>(() => UploadSpecs.Uploader(failing).UploadAsync(request));
        var again = new MockS3();
        MultipartUploadException failure =
            await Assert.ThrowsAsync<MultipartUploadException>(() => UploadSpecs.Uploader(again).UploadAsync(request));
        Assert.Contains("new source", failure.Message, StringComparison.Ordinal);
        Assert.Empty(again.Calls);
    }

    [Fact]
    public async Task A_source_that_fails_to_close_changes_nothing_of_the_outcome()
    {
        var s3 = new MockS3();
        UploadManifest manifest = await UploadSpecs.Uploader(s3).UploadAsync(Samples.Request(new UnclosableSource()));
        Assert.True(manifest.IsComplete);
    }

    [Fact]
    public async Task A_key_cannot_forge_a_line_in_the_message()
    {
        var s3 = new MockS3 { OnCall = (_, _) => throw Error(HttpStatusCode.Forbidden, "AccessDenied") };
        var request = new UploadRequest
        {
            BucketName = "photos",
            Key = "a\n2026-01-01 INFO all is well",
            Source = PartSource.FromMemory(new byte[20])
        };
        MultipartUploadException failure =
            await Assert.ThrowsAsync<MultipartUploadException>(() => UploadSpecs.Uploader(s3).UploadAsync(request));
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task A_part_without_an_ETag_counts_as_failed_and_is_sent_again()
    {
        var s3 = new MockS3 { ETagOf = (number, attempt) => attempt == 1 ? null : $"\"{number}\"" };
        UploadManifest manifest = await UploadSpecs.Uploader(s3).UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(30))));
        Assert.Equal(3, manifest.Retries);
        Assert.Equal("\"1\"", manifest.Parts[0].ETag);
    }

    private sealed class UnclosableSource : IPartSource, IAsyncDisposable
    {
        public long? Length => 20;

        public bool IsRandomAccess => true;

        public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken) =>
            new(new MemoryStream(new byte[20]) { Position = range.Offset });

        public ValueTask DisposeAsync() => throw new IOException("The device is gone.");
    }

    internal static AmazonS3Exception Error(HttpStatusCode status, string code) => new(code) { StatusCode = status, ErrorCode = code };
}
