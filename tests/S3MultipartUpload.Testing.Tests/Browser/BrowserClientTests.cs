namespace S3MultipartUpload.Testing.Tests;

/// <summary>The npm package s3-multipart-upload: built and tested by its own means, over a server and a store of its own.</summary>
public sealed class BrowserClientTests
{
    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "BrowserClient");

    [Fact]
    public async Task Its_own_tests_pass()
    {
        Assert.SkipWhen(Npm.Missing is not null, Npm.Missing ?? "");
        (int installed, _, string complaint) = await Npm.InstallAsync(Folder);
        Assert.SkipWhen(installed != 0, $"npm could not install what it takes to build the package: {complaint}");

        (int exitCode, string output, string errors) = await Npm.RunAsync(Folder, "test");

        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{errors}");
        Assert.Matches(@"(?m)^(# |ℹ )pass [1-9]\d{2}", output);
    }
}
