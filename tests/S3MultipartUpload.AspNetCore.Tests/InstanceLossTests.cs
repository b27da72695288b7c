using S3MultipartUpload.Testing;

namespace S3MultipartUpload.AspNetCore.Tests;

/// <summary>Two instances with one key ring: one dies while it completes an upload, and the page asks the other.</summary>
public sealed class InstanceLossTests : WebScenario
{
    private readonly string _keys = Directory.CreateTempSubdirectory("keys-").FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_keys, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task One_dies_when_the_store_has_completed_the_object_and_nobody_was_told()
    {
        await using InstanceProcess one = await InstanceAsync(), two = await InstanceAsync();
        Created upload = await UploadAsync(one, two);
        HoldEffect hold = FaultEffect.Hold(done: true);
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Times = 1, Effect = hold });
        Task<HttpResponseMessage> lost = CompleteAsync(one.Web, upload);
        await hold.WaitAsync(1);
        await one.KillAsync();
        hold.Release();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => lost);
        await ToldByAsync(two, upload);
    }

    [Fact]
    public async Task One_dies_while_the_application_is_told()
    {
        await using InstanceProcess one = await InstanceAsync("hang"), two = await InstanceAsync();
        Created upload = await UploadAsync(one, two);
        Task<HttpResponseMessage> lost = CompleteAsync(one.Web, upload);
        string? told = await one.NextEventAsync();
        await one.KillAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => lost);
        Assert.Equal(told, await ToldByAsync(two, upload));
    }

    private Task<InstanceProcess> InstanceAsync(params string[] arguments) =>
        InstanceProcess.StartAsync(Server, Bucket, _keys, arguments);

    /// <summary>Begun at one instance, sent by the other's word.</summary>
    private async Task<Created> UploadAsync(InstanceProcess one, InstanceProcess two)
    {
        Created upload = await CreateAsync(one.Web);
        await PutAsync(await OkAsync(two.Web.GetAsync(upload.Part(1))), File);
        return upload;
    }

    private async Task<string?> ToldByAsync(InstanceProcess instance, Created upload)
    {
        Assert.Equal(25_000, (await OkAsync(CompleteAsync(instance.Web, upload))).GetProperty("size").GetInt32());
        Assert.Equal(File, await StoredAsync(upload.Key));
        string? told = await instance.NextEventAsync();
        Assert.StartsWith($"completed {upload.Key} ", told, StringComparison.Ordinal);
        return told;
    }
}
