using S3MultipartUpload.Benchmarks.CommandLine;

return await new CompareCommand { new ChecksumsCommand(), new StoreCommand(), new UploadCommand() }.Parse(args).InvokeAsync();
