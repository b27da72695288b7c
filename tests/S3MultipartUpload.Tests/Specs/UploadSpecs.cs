using CsCheck;

namespace S3MultipartUpload.Tests;

public sealed class UploadSpecs
{
    [Fact]
    public async Task I_can_store_memory_in_parts_and_get_a_receipt()
    {
        var s3 = new MockS3();
        byte[] bytes = Samples.Bytes(35);
        UploadManifest manifest = await Uploader(s3).UploadAsync(Samples.Request(PartSource.FromMemory(bytes)));

        Assert.Equal(bytes, s3.Stored);
        Assert.True(manifest.IsComplete);
        Assert.Equal(("photos", "2026/summer.bin", "upload-1"), (manifest.BucketName, manifest.Key, manifest.UploadId));
        Assert.Equal((35, 10, 0), (manifest.Size, manifest.PartSize, manifest.Retries));
        Assert.Equal(("\"object\"", "v1", "https://example/object"), (manifest.ETag, manifest.VersionId, manifest.Location));
        Assert.Equal([(1, 0, 10), (2, 10, 10), (3, 20, 10), (4, 30, 5)], manifest.Parts.Select(
            part => (part.PartNumber, (int)part.Offset, (int)part.Size)));
        Assert.Equal("\"part-4-1\"", manifest.Parts[3].ETag);
    }

    [Fact]
    public Task Any_source_of_any_size_arrives_byte_for_byte() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[4, 64], Gen.Int[0, 80], Gen.Int[0, 5], Gen.Int[1, 12])
            .SampleAsync(async (bytes, partSize, threshold, kind, concurrency) =>
            {
                var s3 = new MockS3();
                MultipartUploader uploader = Uploader(s3, options =>
                {
                    options.PartSizer = PartSizer.Fixed(partSize);
                    options.SinglePutThreshold = threshold;
                    options.Concurrency = UploadConcurrency.Fixed(concurrency);
                });
                UploadManifest manifest = await uploader.UploadAsync(Samples.Request(Source(kind, bytes)));
                Assert.Equal(bytes, s3.Stored);
                Assert.Equal(bytes.Length, manifest.Size);
                Assert.Equal(bytes.Length, manifest.Parts.Sum(part => part.Size));
                Assert.Equal(bytes.Length > Math.Min(threshold, kind == 5 ? partSize : threshold), manifest.UploadId is not null);
                Assert.InRange(s3.MaxInFlight, 0, concurrency);
                Assert.Equal(System.IO.Hashing.Crc32.HashToUInt32(bytes), Crc(manifest));
            }, iter: 300);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_tiny_source_goes_up_by_one_PUT(int length)
    {
        var s3 = new MockS3();
        UploadManifest manifest = await Uploader(s3, options => options.SinglePutThreshold = null)
            .UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(length))));
        Assert.Equal(["Put"], s3.Calls);
        Assert.Null(manifest.UploadId);
        Assert.Equal(
            [new UploadedPart { PartNumber = 1, Offset = 0, Size = length, ETag = "\"object\"",
            Checksum = manifest.Checksum?.Value }], manifest.Parts);
    }

    [Fact]
    public async Task A_source_of_one_byte_can_also_be_a_multipart_upload()
    {
        var s3 = new MockS3();
        await Uploader(s3).UploadAsync(Samples.Request(PartSource.FromMemory(new byte[] { 42 })));
        Assert.Equal(["Create", "Part 1", "Complete"], s3.Calls);
        Assert.Equal([42], s3.Stored);
    }

    [Fact]
    public async Task My_own_source_plugs_in()
    {
        var s3 = new MockS3();
        await Uploader(s3).UploadAsync(Samples.Request(new CountingSource(33)));
        Assert.Equal(Enumerable.Range(0, 33).Select(value => (byte)value), s3.Stored);
    }

    [Fact]
    public async Task A_stream_starts_at_its_position_and_is_closed_unless_left_open()
    {
        foreach (bool leaveOpen in new[] { true, false })
        {
            var s3 = new MockS3();
            var stream = new MemoryStream(Samples.Bytes(50)) { Position = 13 };
            await Uploader(s3).UploadAsync(Samples.Request(PartSource.FromStream(stream, leaveOpen: leaveOpen)));
            Assert.Equal(Samples.Bytes(50)[13..], s3.Stored);
            Assert.Equal(leaveOpen, stream.CanRead);
        }
    }

    [Fact]
    public async Task Parts_are_in_flight_together_but_never_more_than_allowed()
    {
        var s3 = new MockS3();
        var all = new TaskCompletionSource();
        int started = 0;
        s3.OnPart = (_, _, _) =>
        {
            if (Interlocked.Increment(ref started) == 4)
            {
                all.SetResult(); // Reached only if four parts run at once.
            }

            return all.Task;
        };
        await Uploader(s3, options => options.Concurrency = UploadConcurrency.Fixed(4))
            .UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(200))));
        Assert.Equal(4, s3.MaxInFlight);
    }

    [Fact]
    public async Task Uploads_at_the_same_time_share_the_line()
    {
        object gate = new();
        var full = new TaskCompletionSource();
        int inFlight = 0;
        int most = 0;
        var s3 = new MockS3 { OnPart = (_, _, _) => SendAsync(), OnCall = (call, _) => call == "Put" ? SendAsync() : Task.CompletedTask };
        MultipartUploader uploader = Uploader(s3, options =>
        {
            options.Concurrency = UploadConcurrency.Fixed(3);
            options.SinglePutThreshold = 10;
        });
        await Task.WhenAll(Enumerable.Range(0, 30).Select(
            index => uploader.UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(index == 0 ? 200 : 10))))));
        Assert.Equal(3, most);

        async Task SendAsync()
        {
            lock (gate)
            {
                most = Math.Max(most, ++inFlight);
                if (inFlight == 3)
                {
                    full.TrySetResult(); // Reached only if three run at once.
                }
            }

            await full.Task;
            lock (gate)
            {
                inFlight--;
            }
        }
    }

    [Fact]
    public async Task A_slow_store_holds_the_reader_back()
    {
        var s3 = new MockS3();
        var stream = new TestStream(Samples.Bytes(500));
        var release = new TaskCompletionSource();
        var waiting = new TaskCompletionSource();
        int started = 0;
        s3.OnPart = (_, _, _) =>
        {
            if (Interlocked.Increment(ref started) == 3)
            {
                waiting.SetResult();
            }

            return release.Task;
        };
        Task<UploadManifest> upload = Uploader(s3, options => options.Concurrency = UploadConcurrency.Fixed(3))
            .UploadAsync(Samples.Request(PartSource.FromStream(stream)));
        await waiting.Task;
        Assert.InRange(stream.BytesRead, 30, 31); // Three parts, and the byte that tells there is more.
        release.SetResult();
        await upload;
        Assert.Equal(Samples.Bytes(500), s3.Stored);
    }

    [Fact]
    public async Task The_object_is_described_as_I_asked()
    {
        foreach (long threshold in new long[] { 0, 1000 })
        {
            var s3 = new MockS3();
            var request = new UploadRequest
            {
                BucketName = "photos",
                Key = "a",
                Source = PartSource.FromMemory(Samples.Bytes(30)),
                ContentType = "image/png",
                ContentEncoding = "gzip",
                ContentDisposition = "inline",
                ContentLanguage = "de",
                CacheControl = "no-cache",
                Expires = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero),
                Metadata = new Dictionary<string, string> { ["camera"] = "x100" },
                Tags = new Dictionary<string, string> { ["year"] = "2026" },
                StorageClass = Amazon.S3.S3StorageClass.StandardInfrequentAccess,
                Encryption = ServerSideEncryption.Kms("key-1", "ctx", bucketKeyEnabled: true),
                CannedAcl = Amazon.S3.S3CannedACL.BucketOwnerFullControl,
                ExpectedBucketOwner = "123456789012",
            };
            await Uploader(s3, options => options.SinglePutThreshold = threshold).UploadAsync(request);
            dynamic sent = (object?)s3.Created ?? s3.Put ?? throw new InvalidOperationException("Nothing was sent.");
            Assert.Equal("image/png", (string)sent.ContentType);
            Assert.Equal("gzip", (string)sent.Headers["Content-Encoding"]);
            Assert.Equal("inline", (string)sent.Headers["Content-Disposition"]);
            Assert.Equal("de", (string)sent.Headers["Content-Language"]);
            Assert.Equal("no-cache", (string)sent.Headers["Cache-Control"]);
            Assert.Equal("Wed, 02 Jan 2030 03:04:05 GMT", (string)sent.Headers["Expires"]);
            Assert.Equal("x100", (string)sent.Metadata["camera"]);
            Assert.Equal(("year", "2026"), ((string)sent.TagSet[0].Key, (string)sent.TagSet[0].Value));
            Assert.Equal(Amazon.S3.S3StorageClass.StandardInfrequentAccess, (Amazon.S3.S3StorageClass)sent.StorageClass);
            Assert.Equal("aws:kms", ((Amazon.S3.ServerSideEncryptionMethod)sent.ServerSideEncryptionMethod).Value);
            Assert.Equal("key-1", (string)sent.ServerSideEncryptionKeyManagementServiceKeyId);
            Assert.Equal("ctx", (string)sent.ServerSideEncryptionKeyManagementServiceEncryptionContext);
            Assert.True((bool)sent.BucketKeyEnabled);
            Assert.Equal(Amazon.S3.S3CannedACL.BucketOwnerFullControl, (Amazon.S3.S3CannedACL)sent.CannedACL);
            Assert.Equal("123456789012", (string)sent.ExpectedBucketOwner);
        }
    }

    [Fact]
    public async Task My_own_encryption_key_goes_with_every_part_and_nowhere_else()
    {
        var s3 = new MockS3();
        byte[] key = Samples.Bytes(32, seed: 7);
        string base64 = Convert.ToBase64String(key);
        UploadManifest manifest = await Uploader(s3).UploadAsync(new UploadRequest
        {
            BucketName = "photos",
            Key = "a",
            Source = PartSource.FromMemory(Samples.Bytes(30)),
            Encryption = ServerSideEncryption.CustomerProvided(key),
        });
        Assert.Equal(base64, s3.Created?.ServerSideEncryptionCustomerProvidedKey);
        Assert.All(s3.PartRequests, part => Assert.Equal(base64, part.ServerSideEncryptionCustomerProvidedKey));
        Assert.Equal(base64, s3.Completed?.SSECustomerKey);
        Assert.DoesNotContain(base64, manifest.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_is_told_in_order_and_ends_at_the_whole()
    {
        var reports = new List<UploadProgress>();
        var s3 = new MockS3();
        await Uploader(s3).UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(95)), new Reports(reports.Add)));
        Assert.Equal(reports.Select(report => report.BytesStored).Order(), reports.Select(report => report.BytesStored));
        Assert.Equal(new UploadProgress
        {
            BytesTransferred = 95,
            BytesStored = 95,
            TotalBytes = 95,
            PartsStored = 10,
            TotalParts = 10,
            IsCompleted = true,
        }, reports[^1]);
        Assert.Equal(1.0, reports[^1].Fraction);
    }

    [Fact]
    public async Task A_report_that_throws_does_not_disturb_the_upload()
    {
        var s3 = new MockS3();
        var thrower = new Reports(_ => throw new InvalidOperationException("The window is closed."));
        UploadManifest manifest = await Uploader(s3).UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(95)), thrower));
        Assert.True(manifest.IsComplete);
    }

    internal static MultipartUploader Uploader(MockS3 s3, Action<S3MultipartUploadOptions>? configure = null) =>
        new(s3.Client, Samples.SmallOptions(configure));

    private static uint Crc(UploadManifest manifest) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(manifest.Checksum?.Value ?? ""));

    private static IPartSource Source(int kind, byte[] bytes) => kind switch
    {
        0 => PartSource.FromMemory(bytes),
        1 => PartSource.FromMemory(BlockSequence.Of(bytes, Math.Max(1, bytes.Length / 3))),
        2 => PartSource.FromStream(new MemoryStream([1, 2, 3, .. bytes]) { Position = 3 }),
        3 => PartSource.FromStream(new TestStream(bytes), bytes.Length),
        4 => new SourceInPieces(bytes),
        _ => PartSource.FromStream(new TestStream(bytes)),
    };

    /// <summary>A random-access source whose streams go on behind the part.</summary>
    private sealed class SourceInPieces(byte[] bytes) : IPartSource
    {
        public long? Length => bytes.Length;

        public bool IsRandomAccess => true;

        public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken) =>
            new(new MemoryStream(bytes) { Position = range.Offset });
    }

    private sealed class CountingSource(int count) : IPartSource
    {
        public long? Length => null;

        public bool IsRandomAccess => false;

        public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken)
        {
            int length = (int)Math.Clamp(count - range.Offset, 0, range.Length);
            return new(new MemoryStream([.. Enumerable.Range((int)range.Offset, length).Select(value => (byte)value)]));
        }
    }

    private sealed class Reports(Action<UploadProgress> report) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value) => report(value);
    }
}
