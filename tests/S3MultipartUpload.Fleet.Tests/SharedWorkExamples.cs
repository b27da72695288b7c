using System.Diagnostics;
using Amazon.S3;
using Amazon.S3.Model;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>The recipes of docs/fleet.md that need no fleet and no database, run as they stand there.</summary>
public sealed class SharedWorkExamples : IAsyncDisposable
{
    private static readonly string[] Needed =
    [
        "apiVersion: batch/v1", "kind: Job", "name: send", "completionMode: Indexed", "template:", "restartPolicy: Never",
        "containers:", "args: [send, /share/disk.img, /share/work.json]", "volumes:",
    ];

    private const int MiB = 1 << 20;
    private readonly string _path = Path.GetTempFileName();
    private readonly byte[] _bytes = new byte[(83 * MiB) + 1];
    private readonly S3TestServer _server = S3TestServer.Start(new() { BucketNames = { "archive" } });
    private readonly AmazonS3Client _client;

    public SharedWorkExamples()
    {
        _client = _server.CreateClient();
        new Random(1).NextBytes(_bytes);
        File.WriteAllBytes(_path, _bytes);
    }

    private static UploadTarget Target => new() { BucketName = "archive", Key = "disk.img" };

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        File.Delete(_path);
    }

    /// <summary>As Kubernetes runs them: a process each, which finds its index in a variable, and begins again where it fails.</summary>
    [Fact]
    public async Task Three_pods_of_an_indexed_job_one_of_them_started_again()
    {
        string work = $"{_path}.work";
        Assert.Equal(0, (await RunAsync(["plan", _path, "archive", "disk.img", work])).ExitCode);
        _server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 10,
            Times = 1,
            Effect = FaultEffect.Status(400, "InvalidRequest"),
        });
        (int ExitCode, string Output)[] pods = await Task.WhenAll(Enumerable.Range(0, 3).Select(index => SendAsync(index)));
        Assert.Equal([true, false, true], pods.Select(pod => pod.ExitCode == 0)); // Parts 9 to 16 are those of the second.
        Assert.NotEqual(0, (await RunAsync(["complete", _path, work])).ExitCode); // It is not made of those that are there.
        Assert.Equal(0, (await SendAsync(index: 1)).ExitCode);
        var manifest = UploadManifest.FromJson((await RunAsync(["complete", _path, work])).Output);
        Assert.Equal((17, (long)_bytes.Length), (manifest.Parts.Count, manifest.Size));
        Assert.Equal(manifest.ETag, UploadManifest.FromJson((await RunAsync(["complete", _path, work])).Output).ETag);
        Assert.Equal(
            Enumerable.Range(1, 17),
            _server.Requests.Where(request => request is { Operation: S3Operation.UploadPart, Status: 200 })
                .Select(request => request.PartNumber ?? 0).Order());
        await AssertStoredAsync();
        File.Delete(work);

        Task<(int ExitCode, string Output)> SendAsync(int index) =>
            RunAsync(["send", _path, work], ("JOB_COMPLETION_INDEX", $"{index}"), ("PODS", "3"));
    }

    /// <summary>A cluster takes it, and hands the program what it reads.</summary>
    [Fact]
    public void The_manifest_of_the_job_is_whole()
    {
        string manifest = Assert.Single(Documents.Blocks(Documents.Read("docs/fleet.md"), "yaml"));
        string[] lines = [.. manifest.Split('\n').Select(line => line.Split('#')[0].Trim())];
        Assert.All(Needed, line => Assert.Contains(line, lines));
        string completions = lines.Single(line => line.StartsWith("completions:", StringComparison.Ordinal)).Split(' ')[1];
        Assert.Contains($"- {{ name: PODS, value: \"{completions}\" }}", lines);
    }

    /// <summary>Jobs as Hangfire keeps them, in any order, and each done twice.</summary>
    [Fact]
    public async Task Jobs_of_Hangfire()
    {
        var uploader = new MultipartUploader(_client);
        var jobs = new KeptJobs();
        await EnqueueAsync(jobs, uploader, Target, _path);
        Assert.Equal(6 + 1, jobs.All.Count);
        await Assert.ThrowsAsync<UploadRefusedException>(() => RunAsync(jobs.All[^1])); // Hangfire has it come again in a minute.
        foreach (InvocationData job in jobs.All.SelectMany(job => new[] { job, job }))
        {
            await RunAsync(job);
        }

        Assert.Equal(17, _server.Requests.Count(request => request.Operation == S3Operation.UploadPart));
        await AssertStoredAsync();

        Task RunAsync(InvocationData data)
        {
            Job job = data.DeserializeJob();
            object instance = job.Type == typeof(RangeJob) ? new RangeJob(uploader) : new CompleteJob(uploader);
            return (Task)job.Method.Invoke(instance, [.. job.Args.Select(given => given ?? CancellationToken.None)])!;
        }
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "IndexedUpload.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["S3_ENDPOINT"] = _server.Endpoint.ToString(),
                ["AWS_ACCESS_KEY_ID"] = _server.AccessKey,
                ["AWS_SECRET_ACCESS_KEY"] = _server.SecretKey,
            },
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException("Not started.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(await errors);
        return (process.ExitCode, output);
    }

    private async Task AssertStoredAsync()
    {
        using GetObjectResponse stored = await _client.GetObjectAsync("archive", "disk.img");
        var copy = new MemoryStream();
        await stored.ResponseStream.CopyToAsync(copy);
        Assert.True(copy.ToArray().AsSpan().SequenceEqual(_bytes));
    }

    private static async Task EnqueueAsync(IBackgroundJobClient jobs, MultipartUploader uploader, UploadTarget target, string path)
    {
        string session = (await uploader.StartAsync(target)).ToJson();
        string identity = SourceIdentity.Of(PartSource.FromFile(path)).ToString();
        PartSpan[] spans = [.. PartSpan.Divide(new FileInfo(path).Length, partSize: 5 << 20, partsPerSpan: 3)];
        int parts = spans[^1].LastPart;
        foreach (PartSpan span in spans)
        {
            jobs.Enqueue<RangeJob>(job => job.RunAsync(session, identity, path, span, CancellationToken.None));
        }

        jobs.Enqueue<CompleteJob>(job => job.RunAsync(session, parts, CancellationToken.None));
    }

    public sealed class RangeJob(IMultipartUploader uploader)
    {
        public async Task RunAsync(string session, string identity, string path, PartSpan span, CancellationToken cancellationToken) =>
            await uploader.OpenSession(session)
                .UploadRangeAsync(PartSource.FromFile(path), span, SourceIdentity.Parse(identity), cancellationToken);
    }

    [AutomaticRetry(Attempts = 600, DelaysInSeconds = [60])] // As long as a part is missing it is refused, and comes again.
    public sealed class CompleteJob(IMultipartUploader uploader)
    {
        public async Task RunAsync(string session, int parts, CancellationToken cancellationToken) =>
            await uploader.OpenSession(session).CompleteAsync(Enumerable.Range(1, parts), cancellationToken);
    }

    /// <summary>Keeps jobs as texts, as a storage of Hangfire does.</summary>
    private sealed class KeptJobs : IBackgroundJobClient
    {
        public List<InvocationData> All { get; } = [];

        public string Create(Job job, IState state)
        {
            All.Add(InvocationData.SerializeJob(job));
            return $"{All.Count}";
        }

        public bool ChangeState(string jobId, IState state, string expectedState) => true;
    }
}
