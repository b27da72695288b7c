using S3MultipartUpload.Benchmarks.CommandLine;

return await new CompareCommand { new StoreCommand(), new UploadCommand() }.Parse(args).InvokeAsync();
