namespace S3MultipartUpload.Cli.Stores;

/// <summary>Where to store.</summary>
/// <param name="Endpoint">The URL of the store; null for Amazon S3 or an embedded endpoint.</param>
/// <param name="EmbeddedFolder">The folder of an endpoint to run in this process; null for none.</param>
/// <param name="CreatesBucket">Whether a missing bucket is made.</param>
/// <param name="AwsProfile">The profile of AWS's own tools with the credentials; null for what the environment says.</param>
internal sealed record StoreAddress(Uri? Endpoint, string? EmbeddedFolder, bool CreatesBucket, string? AwsProfile = null);
