namespace S3MultipartUpload.IntegrationTests.Endpoint;

/// <summary>Tests that measure the process and so run while no other does.</summary>
<<<<<<<< HEAD:tests/S3MultipartUpload.IntegrationTests/Endpoint/Alone.cs
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
========
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
>>>>>>>> main:tests/S3MultipartUpload.IntegrationTests/Endpoint/RunsAlone.cs
