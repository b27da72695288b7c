namespace S3MultipartUpload.Benchmarks.Endpoints;

/// <summary>What requests cost on both sides.</summary>
/// <param name="Amount">How many they were, or how many GiB.</param>
/// <param name="WallSeconds">Time on the clock.</param>
/// <param name="ClientSeconds">CPU time of the process that sent them.</param>
/// <param name="StoreSeconds">CPU time of the process that answered.</param>
internal readonly record struct EndpointCost(double Amount, double WallSeconds, double ClientSeconds, double StoreSeconds);
