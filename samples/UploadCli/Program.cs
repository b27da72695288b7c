using UploadCli;

return await CommandLine.RunAsync(args);
