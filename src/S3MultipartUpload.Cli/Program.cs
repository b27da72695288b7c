using S3MultipartUpload.Cli;
using S3MultipartUpload.Cli.Screens;

Console.SetError(new ForgivingWriter(Console.Error));
return await CommandLine.RunAsync(args);
