using S3MultipartUpload.TestServer;

return await new ServeCommand().Parse(args).InvokeAsync();
