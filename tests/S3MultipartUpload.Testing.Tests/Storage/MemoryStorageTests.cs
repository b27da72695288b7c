using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Log;
using S3MultipartUpload.Testing.Operations;
using S3MultipartUpload.Testing.Signing;
using S3MultipartUpload.Testing.Storage;
using S3MultipartUpload.Testing.Streams;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>What bodies that are kept in memory take of it. ENDPOINT=whole does it with 1 GiB.</summary>
[Collection(nameof(RunsAlone))]
public sealed class MemoryStorageTests
{
    private const int Chunk = 64 << 10;

    private static readonly long Large = Environment.GetEnvironmentVariable("ENDPOINT") == "whole" ? 1L << 30 : 256L << 20;

    private readonly FakeTimeProvider _time = new();
    private readonly MemoryBlobStore _blobs;
    private readonly BucketTable _buckets;
    private readonly S3Application _application;

    public MemoryStorageTests()
    {
        _blobs = new MemoryBlobStore(_time);
        _buckets = new BucketTable(_blobs, new NoRecords());
        _application = new S3Application(
            new S3TestServerOptions(),
            new Authenticator([], new SigningRules("us-east-1", TimeProvider.System) { AllowAnonymous = true }),
            _buckets,
            _blobs,
            new LifecycleRun(_buckets, TimeProvider.System),
            new FaultSchedule(0),
            new RequestLog(keeps: false));
        _buckets.Create("photos", DateTimeOffset.UtcNow);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Three_overwrites_leave_the_memory_of_one_object(bool isPart)
    {
        string target = await TargetAsync(isPart);
        await PutAsync(target, new Pattern(1 << 20), 1 << 20); // Whatever the first request takes for good.
        (long managed, long resident) = (GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);

        for (int i = 0; i < 4; i++)
        {
            await PutAsync(target, new Pattern(Large), Large);
        }

        _time.Advance(2 * MemoryBlocks.Patience);

        Assert.InRange(_blobs.Bytes, Large, Large + MemorySlab.Size);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - managed, long.MinValue, Large / 16);
        long kept = Environment.WorkingSet - resident;
        TestContext.Current.TestOutputHelper?.WriteLine($"{kept >> 20} MiB for {Large >> 20}");
        Assert.InRange(kept, long.MinValue, (Large * 5 / 4) + MemorySlab.Size); // Less where what others have left goes meanwhile.
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_is_received_where_it_is_kept(bool isPart)
    {
        const int Length = 16 << 20;
        string target = await TargetAsync(isPart);
        await PutAsync(target, new Pattern(Length), Length);
        var body = new Pattern(Length);
        long allocated = GC.GetTotalAllocatedBytes(precise: true);

        await PutAsync(target, body, Length);

        Assert.Equal(0, body.Elsewhere);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - allocated, 0, Length / 16);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_in_chunks_is_so_but_for_the_first_bytes_of_each(bool isPart)
    {
        const int Chunks = 256;
        string target = await TargetAsync(isPart);
        using var framed = new MemoryStream();
        for (int i = 0; i < Chunks; i++)
        {
            framed.Write(Encoding.ASCII.GetBytes($"{Chunk:x}\r\n"));
            framed.Write(new byte[Chunk]);
            framed.Write("\r\n"u8);
        }

        framed.Write("0\r\n\r\n"u8);
        framed.Position = 0;
        var body = new Pattern(framed.Length, framed);

        await PutAsync(
            target,
            body,
            framed.Length,
            ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
            ("x-amz-decoded-content-length", $"{Chunks * Chunk}"));

        Assert.InRange(body.Elsewhere, 1, (Chunks + 1) << 10);
    }

    private async Task<string> TargetAsync(bool isPart)
    {
        if (!isPart)
        {
            return "/photos/a";
        }

        string document = await SendAsync("POST", "/photos/a?uploads", Stream.Null, 0);
        return $"/photos/a?partNumber=1&uploadId={document.Split("UploadId>")[1].TrimEnd('<', '/')}";
    }

    private Task<string> PutAsync(string target, Stream body, long length, params (string Name, string Value)[] headers) =>
        SendAsync("PUT", target, body, length, headers);

    private async Task<string> SendAsync(
        string method, string target, Stream body, long length, params (string Name, string Value)[] headers)
    {
        var http = new DefaultHttpContext();
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        (http.Request.Method, http.Request.Host) = (method, new HostString("localhost"));
        (http.Request.Body, http.Request.ContentLength) = (body, length);
        foreach ((string name, string value) in headers)
        {
            http.Request.Headers[name] = value;
        }

        using var reply = new MemoryStream();
        http.Response.Body = reply;
        await _application.HandleAsync(http);
        string text = Encoding.UTF8.GetString(reply.ToArray());
        Assert.True(http.Response.StatusCode == 200, text);
        return text;
    }

    /// <summary>A body that knows how many of its bytes were not read to where blobs are kept, and so must be copied once more.</summary>
    private sealed class Pattern(long length, Stream? bytes = null) : ReadStream
    {
        private long _rest = length;

        public long Elsewhere { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = (int)Math.Min(buffer.Length, _rest);
            _rest -= count;
            Elsewhere += MemoryMarshal.TryGetMemoryManager<byte, MemorySlab>(buffer, out _) ? 0 : count;
            if (bytes is null)
            {
                buffer.Span[..count].Fill(42);
            }
            else
            {
                bytes.ReadExactly(buffer.Span[..count]);
            }

            return new(count);
        }
    }
}
