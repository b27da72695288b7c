using Amazon.S3.Model;
using S3MultipartUpload.Testing.Tests.Browser;
using S3MultipartUpload.Testing.Tests.Settings;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>Every operation that the endpoint has is done where it is asked for as it should be.</summary>
public sealed class DoneOperationTests : RawScenario
{
    private const string Rules = "<LifecycleConfiguration><Rule><Filter /><Status>Enabled</Status><Expiration><Days>1</Days></Expiration>" +
        "</Rule></LifecycleConfiguration>";

    private const string Pages = "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>" +
        "</CORSRule></CORSConfiguration>";

    [Fact]
    public async Task Every_operation_is_answered_with_success()
    {
        await UploadAsync();
        await SettleAsync();
        await LockAsync();
        await ServePagesAsync();

        // No bucket is replicated, so none has anything to say of it.
        Assert.Equal(
            Enum.GetValues<S3Operation>().Except([S3Operation.Unknown, S3Operation.GetBucketReplication]),
            Server.Requests.Where(request => request.Status is >= 200 and < 300).Select(request => request.Operation).Distinct().Order());
    }

    private async Task UploadAsync()
    {
        await PutAsync("source", "text");
        string upload = await CreateUploadAsync("a");
        PartETag part = await UploadPartAsync("a", upload, 1, [1]);
        await DoneAsync($"PUT {Bucket}/a?partNumber=2&uploadId={upload}", null, ("x-amz-copy-source", $"{Bucket}/source"));
        await DoneAsync($"GET {Bucket}/a?uploadId={upload}");
        await DoneAsync($"GET {Bucket}?uploads");
        await CompleteAsync("a", upload, part);
        await DoneAsync($"DELETE {Bucket}/b?uploadId={await CreateUploadAsync("b")}");
    }

    /// <summary>The settings of a bucket; that its requesters pay is the last.</summary>
    private async Task SettleAsync()
    {
        foreach ((string name, string document, _) in DocumentTests.Documents.Select(row => row.Data).Append(("lifecycle", Rules, 200)))
        {
            await DoneAsync($"PUT {Bucket}?{name}", name == "requestPayment" ? document.Replace("Requester", "BucketOwner") : document);
            await DoneAsync($"GET {Bucket}?{name}");
            if (name == "policy")
            {
                await DoneAsync($"GET {Bucket}?policyStatus");
            }

            if (name is not ("notification" or "logging" or "accelerate" or "requestPayment"))
            {
                await DoneAsync($"DELETE {Bucket}?{name}");
            }
        }

        foreach (string question in (string[])["location", "versioning", "acl", "versions", "list-type=2", ""])
        {
            await DoneAsync($"GET {Bucket}?{question}");
        }

        await DoneAsync($"PUT {Bucket}?acl", "", ("x-amz-acl", "private"));
        await DoneAsync("PUT new");
        await DoneAsync("HEAD new");
        await DoneAsync("GET ");
        await DoneAsync("DELETE new");
    }

    private async Task LockAsync()
    {
        await DoneAsync("PUT locked", "", ("x-amz-bucket-object-lock-enabled", "true"));
        await DoneAsync("PUT locked?versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
        await DoneAsync(
            "PUT locked?object-lock",
            "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>");
        await DoneAsync("GET locked?object-lock");
        await DoneAsync("PUT locked/a", "text");
        await DoneAsync("GET locked/a");
        await DoneAsync("HEAD locked/a");
        await DoneAsync("GET locked/a?attributes", null, ("x-amz-object-attributes", "ETag"));
        await DoneAsync("PUT locked/b", "", ("x-amz-copy-source", "locked/a"));
        await DoneAsync("PUT locked/a?acl", "", ("x-amz-acl", "private"));
        await DoneAsync("PUT locked/a?tagging", "<Tagging><TagSet /></Tagging>");
        await DoneAsync("PUT locked/a?legal-hold", "<LegalHold><Status>OFF</Status></LegalHold>");
        await DoneAsync(
            "PUT locked/a?retention",
            "<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2100-01-01T00:00:00Z</RetainUntilDate></Retention>");
        foreach (string question in (string[])["acl", "tagging", "legal-hold", "retention"])
        {
            await DoneAsync($"GET locked/a?{question}");
        }

        await DoneAsync("DELETE locked/a?tagging");
        await DoneAsync("PUT locked/old", "text", ("x-amz-storage-class", "GLACIER"));
        await DoneAsync("POST locked/old?restore", "<RestoreRequest><Days>1</Days></RestoreRequest>");
        await DoneAsync("DELETE locked/b");
        await DoneAsync("POST locked?delete", "<Delete><Object><Key>b</Key></Object></Delete>");
    }

    private async Task ServePagesAsync()
    {
        await DoneAsync($"PUT {Bucket}?cors", Pages);
        await DoneAsync($"GET {Bucket}?cors");
        await DoneAsync($"OPTIONS {Bucket}/a", null, ("Origin", "https://page"), ("Access-Control-Request-Method", "GET"));
        await DoneAsync($"DELETE {Bucket}?cors");
        using var http = new HttpClient();
        using HttpResponseMessage posted = await new SignedForm(Server, Bucket).With("key", "form").SendAsync(http);
        Assert.True(posted.IsSuccessStatusCode);
    }

    private async Task DoneAsync(string request, string? body = null, params (string Name, string Value)[] headers)
    {
        string[] words = request.Split(' ', 2);
        (int status, string answer) = await SendAsync(new HttpMethod(words[0]), $"/{words[1]}", body, headers);
        Assert.True(status is >= 200 and < 300, $"{request}: {status} {answer}");
    }
}
