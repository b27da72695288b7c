using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

public sealed class FaultTests : EndpointScenario
{
    [Fact]
    public async Task Status_is_what_a_plain_client_sees_and_nothing_is_stored()
    {
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.PutObject,
            Times = 1,
            Effect = FaultEffect.Status(503, "SlowDown", TimeSpan.FromSeconds(1))
        });
        using var http = new HttpClient();

        using HttpResponseMessage response = await http.PutAsync(new Uri(Server.Endpoint, "photos/a"), new ByteArrayContent([1]));

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        Assert.Contains("<Code>SlowDown</Code>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await FailsAsync(() => Client.GetObjectAsync(Bucket, "a"), 404, "NoSuchKey");
        Assert.Equal((503, "SlowDown"), (Server.Requests[0].Status, Server.Requests[0].ErrorCode));
    }

    [Fact]
    public async Task Fault_strikes_its_part_after_those_it_skips_and_as_often_as_it_says()
    {
        var fault = new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 2,
            Skip = 1,
            Times = 1,
            Effect = FaultEffect.Status(
            500, "InternalError")
        };
        Server.Faults.Add(fault);
        string upload = await CreateUploadAsync("a");

        await UploadPartAsync("a", upload, 1, [1]);
        await UploadPartAsync("a", upload, 2, [1]);
        await FailsAsync(() => UploadPartAsync("a", upload, 2, [1]), 500, "InternalError");
        await UploadPartAsync("a", upload, 2, [1]);

        Assert.Equal(1, fault.Struck);
        Assert.Equal(
            [(1, 1, 200), (2, 1, 200), (2, 2, 500), (2, 3, 200)],
            Server.Requests.Where(request => request.Operation == S3Operation.UploadPart)
                .Select(request => (request.PartNumber ?? 0, request.Attempt, request.Status)));
    }

    [Fact]
    public async Task Fault_strikes_its_bucket_and_its_key_alone()
    {
        await Client.PutBucketAsync("other-photos");
        Server.Faults.Add(new Fault { BucketName = Bucket, Key = "a", Effect = FaultEffect.Status(500, "InternalError") });

        await PutAsync("b", "x");
        await Client.PutObjectAsync(new PutObjectRequest { BucketName = "other-photos", Key = "a", ContentBody = "x" });
        await FailsAsync(() => PutAsync("a", "x"), 500, "InternalError");
    }

    [Fact]
    public void Fault_that_could_not_strike_as_meant_is_refused() => Assert.All(
        (Fault[])
        [
            new() { Effect = FaultEffect.DropReply, Probability = 50 },
            new() { Effect = FaultEffect.DropReply, Probability = double.NaN },
            new() { Effect = FaultEffect.DropReply, Skip = -1 },
            new() { Effect = FaultEffect.DropReply, Times = 0 },
            new() { Effect = FaultEffect.DropReply, Attempt = 0 },
        ],
        fault => Assert.Throws<ArgumentException>(() => Server.Faults.Add(fault)));

    [Fact]
    public void Effect_of_less_than_nothing_is_refused() => Assert.All(
        (Func<FaultEffect>[])
        [
            () => FaultEffect.ResetAfter(-1),
            () => FaultEffect.CloseAfter(-1),
            () => FaultEffect.Stall(-1),
            () => FaultEffect.Latency(TimeSpan.FromTicks(-1)),
            () => FaultEffect.SlowReply(TimeSpan.FromTicks(-1)),
            () => FaultEffect.Bandwidth(0),
            () => FaultEffect.TruncateReply(-1),
            () => FaultEffect.FlipByte(-1),
            () => FaultEffect.LaggingListParts(-1),
        ],
        effect => Assert.Throws<ArgumentOutOfRangeException>(effect));

    [Fact]
    public async Task Same_seed_strikes_the_same_requests()
    {
        async Task<string> RunAsync(int seed)
        {
            await using S3TestServer server =
                await S3TestServer.StartAsync(new S3TestServerOptions { FaultSeed = seed, BucketNames = { Bucket } });
            server.Faults.Add(new Fault { Probability = 0.5, Effect = FaultEffect.Status(500, "InternalError") });
            using AmazonS3Client client = PlainClient(server);
            string outcomes = "";
            for (int i = 0; i < 40; i++)
            {
                outcomes += await TryAsync(
                    () => client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "a", ContentBody = "a" })) ? '1' : '0';
            }

            return outcomes;
        }

        string first = await RunAsync(7);

        Assert.Equal(first, await RunAsync(7));
        Assert.NotEqual(first, await RunAsync(8));
        Assert.InRange(first.Count(outcome => outcome == '0'), 8, 32);
    }

    private static async Task<bool> TryAsync(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (AmazonS3Exception)
        {
            return false;
        }
    }
}
