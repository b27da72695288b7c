using S3MultipartUpload.Benchmarks.CommandLine;

var command = new ReportCommand
{
    new ChecksumsCommand(), new GrowthCommand(), new ManyCommand(), new GrowCommand(), new StoreCommand(), new UploadCommand(),
};
return await command.Parse(args).InvokeAsync();
