using System.Globalization;
using SharedUpload;

// SharedUpload FILE BUCKET KEY: three processes upload one object together. They need share nothing but the file and a line of JSON,
// so they could as well run on three machines. S3_ENDPOINT names the store, AWS_… the credentials.
return args switch
{
    ["worker", string path, string worker] => await Worker.RunAsync(path, int.Parse(worker, CultureInfo.InvariantCulture)),
    [string path, string bucket, string key] => await Coordinator.RunAsync(path, bucket, key),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("SharedUpload FILE BUCKET KEY");
    return 2;
}
