using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>Uploads that others have begun: under keys that the SDK would alter, or at times that are none.</summary>
public sealed class OutOfReachTests : CommandLineScenario
{
    [Fact]
    public async Task Keys_that_the_SDK_would_alter_are_said_to_be_out_of_reach()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(
            new S3TestServerOptions { BucketNames = { Bucket }, AllowAnonymous = true }, TestToken);
        using var http = new HttpClient();
        foreach (string key in new[] { "/a", "a" })
        {
            using HttpResponseMessage begun = await http.PostAsync(
                new Uri($"{server.Endpoint}{Bucket}/{key}?uploads"), content: null, TestToken);
            begun.EnsureSuccessStatusCode();
        }

        CommandResult list = await RunAsync(server, "list", "--bucket", Bucket, "--size");
        Assert.Equal(0, list.ExitCode);
        Assert.Equal([("/a", true), ("a", false)], ArrayOf(list).Select(
            upload => (upload.GetProperty("key").GetString(), upload.GetProperty("isOutOfReach").GetBoolean())));
        Assert.Contains("1 of them out of reach: their keys begin with a slash", list.Errors, StringComparison.Ordinal);

        CommandResult swept = await RunAsync(server, "cleanup", "--bucket", Bucket, "--older-than-days", "0");
        Assert.Equal(1, swept.ExitCode);
        Assert.Equal(
            [("/a", "OutOfReach"), ("a", "Aborted")],
            ArrayOf(swept).Select(upload => (upload.GetProperty("key").GetString(), upload.GetProperty("outcome").GetString())));
        Assert.Contains("of /a could not be aborted: its key begins with a slash", swept.Errors, StringComparison.Ordinal);
        Assert.Equal("Old incomplete uploads in photos: 1 out of reach, 1 aborted.", swept.ErrorLines[^1]);
    }

    [Fact]
    public async Task One_malformed_time_fails_no_list_and_no_sweep()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task served = AnswerAsync(listener);
        string[] where = ["--bucket", Bucket, "--endpoint", $"http://{listener.LocalEndpoint}"];
        (string, string?)[] credentials = [("AWS_ACCESS_KEY_ID", "any"), ("AWS_SECRET_ACCESS_KEY", "secret")];
        using RunningCommand list = Start(["list", .. where], credentials);
        CommandResult listed = await list.EndAsync();
        Assert.True(listed.ExitCode == 0, listed.Errors);
        Assert.Equal(["a", "b"], ArrayOf(listed).Select(upload => upload.GetProperty("key").GetString()));
        using RunningCommand sweep = Start(["cleanup", "--older-than-days", "0", "--dry-run", .. where], credentials);
        CommandResult swept = await sweep.EndAsync();
        Assert.Equal("b", Assert.Single(ArrayOf(swept)).GetProperty("key").GetString());
        listener.Stop();
        await Assert.ThrowsAnyAsync<SocketException>(() => served);
    }

    private static async Task AnswerAsync(TcpListener listener)
    {
        const string document = """
            <ListMultipartUploadsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Bucket>photos</Bucket>
            <Upload><Key>a</Key><UploadId>1</UploadId><Initiated>yesterday</Initiated></Upload>
            <Upload><Key>b</Key><UploadId>2</UploadId><Initiated>2020-01-01T00:00:00.000Z</Initiated></Upload>
            <IsTruncated>false</IsTruncated></ListMultipartUploadsResult>
            """;
        byte[] answer = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: {document.Length}\r\n\r\n{document}");
        while (true)
        {
            using TcpClient client = await listener.AcceptTcpClientAsync(TestToken);
            NetworkStream stream = client.GetStream();
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(TestToken) is { Length: > 0 })
            {
            }

            await stream.WriteAsync(answer, TestToken);
        }
    }

    private static JsonElement[] ArrayOf(CommandResult result)
    {
        using var whole = JsonDocument.Parse(result.Output);
        return [.. whole.RootElement.EnumerateArray().Select(element => element.Clone())];
    }
}
