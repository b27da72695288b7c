namespace S3MultipartUpload.TestSupport;

/// <summary>Tests that measure the process and so run while no other does.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
