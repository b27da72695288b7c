using S3MultipartUpload.Benchmarks.CommandLine;

if (!OperatingSystem.IsLinux())
{
    await Console.Error.WriteLineAsync("The benchmark needs Linux, which tells what processes took and drops what is sent.");
    return 1;
}

var command = new ReportCommand
{
    new ChecksumsCommand(), new GrowthCommand(), new ManyCommand(), new FleetCommand(), new EndpointCommand(),
    new BrowserCommand(), new GrowCommand(), new StoreCommand(), new UploadCommand(),
};
return await command.Parse(args).InvokeAsync();
