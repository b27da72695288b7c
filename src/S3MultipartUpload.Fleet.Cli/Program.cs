using S3MultipartUpload.Fleet.Cli;

return await new FleetCommandLine().Parse(args).InvokeAsync();
