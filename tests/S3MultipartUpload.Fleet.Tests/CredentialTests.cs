using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>Credentials are each node's own: whatever is uploaded, from wherever, the database has none of them.</summary>
public sealed class CredentialTests(Postgres postgres) : FleetScenario(postgres)
{
    private const string Token = "token-of-this-node-alone";

    [Fact]
    public async Task No_table_has_a_key_or_a_token_neither_amid_work_nor_when_all_has_ended()
    {
        await WriteAsync("medium.bin", 12 * MiB);
        byte[] bytes = await WriteAsync("large.bin", 20 * MiB);
        await using S3TestServer web = await S3TestServer.StartAsync(new() { BucketNames = { Bucket }, AllowAnonymous = true });
        using AmazonS3Client pages = web.CreateClient();
        foreach (IAmazonS3 store in new[] { pages, Client })
        {
            await store.PutObjectAsync(new() { BucketName = Bucket, Key = "there", InputStream = new MemoryStream(bytes) });
        }

        FleetItem[] items =
        [
            new("file", FleetSource.File("data", "medium.bin")), // In parts, with a checkpoint.
            new("copy", FleetSource.Object(Bucket, "there")),
            new("page", FleetSource.Url(new Uri(web.Endpoint, $"{Bucket}/there"))), // Divided, with a session.
            new("none", FleetSource.Url(new Uri(web.Endpoint, $"{Bucket}/none"))), // It fails, and there is a reason.
        ];
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = hold });
        await Fleet.SubmitAsync(Upload("all") with { PartSize = 5 * MiB }, items.ToAsyncEnumerable());
        using var http = new HttpClient { DefaultRequestHeaders = { { "X-Token", Token } } };
        await StartNodeAsync(
            services => services.AddSingleton(http),
            options => (options.LargeObjectSize, options.BatchSize, options.MaxAttempts) = (15 * MiB, 1, 1));
        await hold.WaitAsync(3);
        Assert.Contains("s3_fleet_checkpoint", await TablesWithAsync("schemaVersion"));
        Assert.Contains("qrtz_job_details", await TablesWithAsync("1 Complete "));
        await AssertNoneAsync();
        hold.Release();
        FleetStatus end = await EndOfAsync("all");
        Assert.Equal((FleetState.Failed, 3, "none"), (end.State, end.ObjectsStored, Assert.Single(end.Failures).Key));
        await AssertNoneAsync();
    }

    private async Task AssertNoneAsync()
    {
        foreach (string secret in new[] { Token, Server.SecretKey, Server.AccessKey })
        {
            Assert.Empty(await TablesWithAsync(secret));
        }
    }

    /// <summary>The tables that have it in any row, in text or in bytes.</summary>
    private async Task<List<string>> TablesWithAsync(string text)
    {
        await using var source = NpgsqlDataSource.Create(Connection);
        await using NpgsqlCommand all = source.CreateCommand(
            """
            select table_name from information_schema.tables
            where table_schema = 'public' and xpath_exists('/table/row', query_to_xml(format(
              'select 1 from %I r where strpos(r::text, %L) > 0 or strpos(r::text, encode(%L, ''hex'')) > 0 limit 1',
              table_name, @text, @text), true, false, ''))
            """);
        all.Parameters.AddWithValue("text", text);
        await using NpgsqlDataReader rows = await all.ExecuteReaderAsync();
        List<string> found = [];
        while (await rows.ReadAsync())
        {
            found.Add(rows.GetString(0));
        }

        return found;
    }
}
