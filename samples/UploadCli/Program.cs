using UploadCli;
using UploadCli.Screens;

Console.SetError(new ForgivingWriter(Console.Error));
return await CommandLine.RunAsync(args);
