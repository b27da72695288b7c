using System.Globalization;
using System.Text.Json;
using IndexedUpload;
using S3MultipartUpload;
using SharedUpload;

// One object by the pods of a Kubernetes indexed Job. plan: once, before the Job. send: in each pod. complete: once, after it.
// S3_ENDPOINT names the store, AWS_… the credentials.
IMultipartUploader uploader = Store.OpenUploader();
switch (args)
{
    case ["plan", string file, string bucket, string key, string work]:
        long partSize = PartSizer.Adaptive(5 << 20).GetPartSize(1, new FileInfo(file).Length, ServiceLimits.AmazonS3);
        var target = new UploadTarget { BucketName = bucket, Key = key };
        await File.WriteAllTextAsync(work, JsonSerializer.Serialize(await IndexedJob.PlanAsync(uploader, target, file, partSize)));
        return 0;

    case ["send", string file, string work]:
        await IndexedJob.SendAsync(uploader, Read(work), file, Number("JOB_COMPLETION_INDEX"), Number("PODS"));
        return 0;

    case ["complete", string file, string work]:
        Console.WriteLine((await IndexedJob.CompleteAsync(uploader, Read(work), file)).ToJson());
        return 0;

    default:
        Console.Error.WriteLine("IndexedUpload plan FILE BUCKET KEY WORK | send FILE WORK | complete FILE WORK");
        return 2;
}

static SharedWork Read(string work) => JsonSerializer.Deserialize<SharedWork>(File.ReadAllText(work))
    ?? throw new FormatException($"{work} is no work.");

static int Number(string variable) => int.Parse(Environment.GetEnvironmentVariable(variable) ?? "", CultureInfo.InvariantCulture);
