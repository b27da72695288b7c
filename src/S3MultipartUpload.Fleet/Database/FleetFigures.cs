namespace S3MultipartUpload.Fleet.Database;

/// <summary>All uploads of the fleet that are in one state, in numbers.</summary>
/// <param name="State">The state.</param>
/// <param name="Uploads">How many there are.</param>
/// <param name="Objects">Their objects.</param>
/// <param name="ObjectsStored">Those that are stored.</param>
/// <param name="ObjectsFailed">Those that were given up.</param>
/// <param name="BytesStored">The bytes of what is stored.</param>
/// <param name="Age">How long ago the oldest was submitted.</param>
internal sealed record FleetFigures(
    FleetState State, long Uploads, long Objects, long ObjectsStored, long ObjectsFailed, long BytesStored, TimeSpan Age);
