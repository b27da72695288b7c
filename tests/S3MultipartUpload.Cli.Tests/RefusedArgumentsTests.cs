namespace S3MultipartUpload.Cli.Tests;

public sealed class RefusedArgumentsTests : CommandLineScenario
{
    /// <summary>Everything that is refused, and a word of the reason. FILE stands for a file of 11 bytes, FOLDER for a folder.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { "", "Option '--file' is required" },
        { "--file FILE --key k", "Option '--bucket' is required" },
        { "--file FILE --bucket photos", "Option '--key' is required" },
        { "--file FILE --bucket photos --key k --nope", "'--nope'" },
        { "--file FILE --bucket photos --key k extra", "'extra'" },
        { "demo extra", "'extra'" },
        { "--file FILE --file FILE --bucket photos --key k", "--file" },
        { "--file FOLDER/missing --bucket photos --key k", "Could not find file" },
        { "--file FOLDER/missing/file --bucket photos --key k", "Could not find" },
        { "--file FOLDER --bucket photos --key k", "--key: for a folder it is what all keys begin with" },
        { "--file FILE --bucket photos --key k --include *.jpg", "--include is for a folder, and --file names none" },
        { "--file FOLDER --bucket photos --key k/ --include *.jpg --endpoint http://127.0.0.1:1", "matches '*.jpg'" },
        { "cp s3://photos/a", "s3://bucket/key" },
        { "cp s3://photos s3://photos/b", "cp: 's3://photos' is not an object such as s3://bucket/key" },
        { "cp s3://photos/a?versionId= s3://photos/b", "is not an object such as" },
        { "cp s3://photos/a photos/b", "cp: 'photos/b' is not an object" },
        { "cp s3://photos/a s3://photos/b?versionId=1 --endpoint http://127.0.0.1:1", "cannot have a version before" },
        { "cp s3://photos/a s3://photos/a --endpoint http://127.0.0.1:1", "copied onto itself" },
        { "--file EMPTY --bucket photos --key k", "--file: the value is empty" },
        { "--file FILE --bucket EMPTY --key k", "--bucket: the value is empty" },
        { "--file FILE --bucket a/b --key k", "is not the name of a bucket" },
        { "--file FILE --bucket .. --key k", "is not the name of a bucket" },
        { "--file FILE --bucket photos --key EMPTY", "--key: the value is empty" },
        { "--file FILE --bucket photos --key /k", "starts with a slash" },
        { "--file FILE --bucket photos --key LONG", "--key has 1,025 bytes" },
        { "--file FILE --bucket photos --key a\uFFFDb", "not UTF-8" },
        { "--file FILE --bucket photos --key k --chunk_size 4", "Set --chunk_size to at least 5,242,880 bytes." },
        { "--file FILE --bucket photos --key k --chunk_size 101", "the most for a source of this size. Set --chunk_size to less, " +
            "or leave it out." },
        { "--file FILE --bucket photos --key k --chunk_size 0", "'0' is not a whole number of MiB" },
        { "--file FILE --bucket photos --key k --chunk_size -8", "'-8' is not a whole number of MiB" },
        { "--file FILE --bucket photos --key k --chunk_size 8.5", "'8.5' is not a whole number of MiB" },
        { "--file FILE --bucket photos --key k --chunk_size 9223372036854775807", "is not a whole number of MiB" },
        { "--file FILE --bucket photos --key k --part-size 5242879", "Set --part-size to at least 5,242,880 bytes." },
        { "--file FILE --bucket photos --key k --part-size 1GiB", "Set --part-size to less, or leave it out." },
        { "--file FILE --bucket photos --key k --part-size 8.5MB", "'8.5MB' is not a size" },
        { "--file FILE --bucket photos --key k --bandwidth 1023", "--bandwidth: '1023' is not a size of at least 1K" },
        { "--file FILE --bucket photos --key k --bandwidth fast", "--bandwidth: 'fast' is not a size" },
        { "--file FILE --bucket photos --key k --quiet --verbose", "--quiet and --verbose cannot be used together" },
        { "--file FILE --bucket photos --key k --part-size iB", "'iB' is not a size" },
        { "--file FILE --bucket photos --key k --part-size 8iB", "'8iB' is not a size" },
        { "--file FILE --bucket photos --key k --part-size EMPTY", "--part-size: the value is empty" },
        { "--file FILE --bucket photos --key k --part-size 99999999T", "is not a size" },
        { "--file FILE --bucket photos --key k --chunk_size 8 --part-size 8M", "cannot be used together" },
        { "--file HUGE --bucket photos --key k --chunk_size 5", "at most 10,000 parts. Leave --chunk_size unset" },
        { "--file FILE --bucket photos --key k --concurrency 0", "from 1 to 1000" },
        { "--file FILE --bucket photos --key k --concurrency 1001", "from 1 to 1000" },
        { "--file FILE --bucket photos --key k --concurrency ten", "from 1 to 1000" },
        { "--file FILE --bucket photos --key k --endpoint localhost:9000", "is not a URL" },
        { "--file FILE --bucket photos --key k --endpoint ftp://127.0.0.1", "is not a URL" },
        { "--file FILE --bucket photos --key k --endpoint http://me:secret@127.0.0.1", "credentials come from" },
        { "--file FILE --bucket photos --key k --endpoint http://127.0.0.1 --embedded FOLDER", "cannot be used together" },
        { "--file FILE --bucket photos --key k --embedded FILE", "is a file, not a folder" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Arguments_out_of_the_rules_exit_2_with_the_reason(string arguments, string reason)
    {
        string file = InFolder("eleven");
        await File.WriteAllTextAsync(file, "eleven byte", TestToken);
        string huge = InFolder("huge");
        await using (FileStream sparse = File.Create(huge))
        {
            sparse.SetLength((10_000L * 5 * MiB) + 1);
        }

        string[] words = [.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word switch
        {
            "EMPTY" => "",
            "FILE" => file,
            "HUGE" => huge,
            "LONG" => new string('k', 1025),
            _ => word.Replace("FOLDER", Path.GetDirectoryName(file), StringComparison.Ordinal),
        })];
        CommandResult result = await RunAsync(server: null, words);
        result.ShouldFail(2, reason);
        Assert.All(["secret", "UploadRequest", "Options"], word => Assert.DoesNotContain(word, result.Errors, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("arn:aws:s3:us-east-1:123456789012:accesspoint/mine")]
    [InlineData("arn:aws:s3:::photos")]
    [InlineData("arn:aws:s3-outposts:us-east-1:123456789012:outpost:op-1:accesspoint:mine")]
    [InlineData("arn:aws:s3::123456789012:accesspoint:mine.mrap")]
    public async Task An_arn_beside_an_endpoint_is_refused_before_any_request(string bucket)
    {
        await using Testing.S3TestServer server = await StartServerAsync();
        foreach (string command in new[] { "--file FILE --key k", "list", "cleanup --older-than-days 0", "lifecycle --days 1" })
        {
            string[] words = command.Replace("FILE", FileOf(11), StringComparison.Ordinal).Split(' ');
            (await RunAsync(server, [.. words, "--bucket", bucket])).ShouldFail(2, "--bucket: an ARN");
        }

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Refused_input_is_refused_before_any_request()
    {
        await using Testing.S3TestServer server = await StartServerAsync();
        CommandResult result = await RunAsync(
            server, "--file", FileOf(11), "--bucket", "fresh", "--key", "/k", "--chunk_size", "4", "--create-bucket");
        result.ShouldFail(2, "starts with a slash");
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("</", "--file: Standard input cannot be read: Is a directory.")]
    [InlineData("0>/dev/null", "--file: Standard input cannot be read: ")]
    [InlineData("<&-", "--file: Standard input is closed.")]
    public async Task Standard_input_that_cannot_be_read_exits_2_before_any_request(string redirection, string reason)
    {
        CommandResult result = await RunInShellAsync(
            redirection, "--file", "-", "--bucket", Bucket, "--key", "k", "--embedded", StoreFolder, "--create-bucket");
        result.ShouldFail(2, reason);
        Assert.False(Directory.Exists(StoreFolder));
    }

    [Fact]
    public async Task A_key_that_looks_like_a_response_file_is_a_key()
    {
        UploadManifest manifest = (await RunAsync(
            server: null, "--file", FileOf(
                11), "--bucket", Bucket, "--key", "@k", "--embedded", StoreFolder, "--create-bucket")).Manifest();
        Assert.Equal("@k", manifest.Key);
    }

    [Fact]
    public async Task Help_names_every_option_and_the_exit_codes()
    {
        CommandResult result = await RunAsync(server: null, "--help");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        string[] expected =
        [
            "--file <PATH|->", "--bucket <B>", "--key <K>", "--chunk_size <MB>", "--part-size <SIZE>", "--concurrency <N>",
            "--bandwidth <SIZE>", "--content-type <TYPE>", "--metadata <NAME=VALUE>", "--acl <NAME>", "--verbose", "Examples:",
            "--endpoint <URL>", "--embedded <DIR>", "--create-bucket", "--quiet", "demo", "130",
        ];
        Assert.All(expected, word => Assert.Contains(word, result.Output, StringComparison.Ordinal));
    }
}
