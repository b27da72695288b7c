using System.CommandLine;
using S3MultipartUpload.Fleet.Cli;

// A node that is told to stop hands its work on in its own time; and what a client has not submitted, the database forgets.
return await new FleetCommandLine().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
