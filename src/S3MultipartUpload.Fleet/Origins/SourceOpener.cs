namespace S3MultipartUpload.Fleet.Origins;

/// <summary>Opens, on this node, the sources that hold on every one.</summary>
internal sealed class SourceOpener(FleetOptions options, HttpClient client)
{
    /// <exception cref="SourceNotHereException">The node does not know the root, or has no such file.</exception>
    public async Task<IPartSource> OpenAsync(FleetSource source, CancellationToken cancellationToken)
    {
        try
        {
            return source.IsFile(out _, out _)
                ? PartSource.FromFile(PathOf(source, out _, out _))
                : await PartSource.FromUrlAsync(client, new Uri(source.Text), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SourceNotHereException(missing.Message, missing);
        }
    }

    /// <summary>All files of a folder and below it, with their paths from there. Links are left out.</summary>
    /// <exception cref="SourceNotHereException">The node does not know the root, or has no such folder.</exception>
    public IEnumerable<(string Path, FleetSource File)> FilesOf(FleetSource folder)
    {
        string path = PathOf(folder, out string root, out string below);
        if (!Directory.Exists(path))
        {
            throw new SourceNotHereException($"There is no folder {folder} on this node. Is its storage mounted?");
        }

        var all = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = false,
        };
        string prefix = below.Length == 0 || below.EndsWith('/') ? below : below + "/";
        return Directory.EnumerateFiles(path, "*", all)
            .Select(file => Path.GetRelativePath(path, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Select(file => (file, FleetSource.File(root, prefix + file)));
    }

    private string PathOf(FleetSource source, out string root, out string path)
    {
        if (!source.IsFile(out string? knownRoot, out string? knownPath))
        {
            throw new FleetException($"{source} is no file or folder.");
        }

        (root, path) = (knownRoot, knownPath);

        if (!options.Roots.TryGetValue(root, out string? mounted))
        {
            throw new SourceNotHereException($"This node does not know the root '{root}' of {source}: say where it is mounted " +
                $"({nameof(FleetOptions)}.{nameof(FleetOptions.Roots)}).");
        }

        if (OperatingSystem.IsWindows() && path.AsSpan().ContainsAny('\\', ':'))
        {
            throw new UploadRefusedException($"{source} has a '\\' or ':', which on Windows leads elsewhere.");
        }

        // Whoever may write into the storage could lead a node to its own files by a link.
        string current = mounted;
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            current = Path.Combine(current, part);
            if (new FileInfo(current).LinkTarget is not null)
            {
                throw new UploadRefusedException($"{source} is a link, or is below one: links are not followed. Name the file itself.");
            }
        }

        return Path.Combine(mounted, path);
    }
}
