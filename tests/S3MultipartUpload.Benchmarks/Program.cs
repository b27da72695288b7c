using S3MultipartUpload.Benchmarks.CommandLine;

var command = new CompareCommand { new ChecksumsCommand(), new ManyCommand(), new StoreCommand(), new UploadCommand() };
return await command.Parse(args).InvokeAsync();
