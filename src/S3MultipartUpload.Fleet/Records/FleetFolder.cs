namespace S3MultipartUpload.Fleet;

/// <summary>
/// A folder on storage that all nodes share: every file in it and below becomes an object. A node looks which files there are when the
/// work begins; links are left out.
/// </summary>
/// <param name="Folder">The folder, see <see cref="FleetSource.File"/>; an empty path is the root itself.</param>
/// <param name="KeyPrefix">
/// What comes before the path of each file, in its key: <c>"archive/"</c>, for instance; no slash at its beginning. Default: nothing.
/// </param>
public sealed record FleetFolder(FleetSource Folder, string KeyPrefix = "");
