namespace S3MultipartUpload.Folders;

/// <summary>Finds the files of a folder, one after the other: nothing is held but the way to the present one.</summary>
internal sealed class FolderWalk
{
    /// <summary>What stands for bytes of a name that are not UTF-8.</summary>
    private const char Replacement = '\uFFFD';

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
        MatchType = MatchType.Simple,
    };

    private readonly DirectoryUpload _upload;
    private readonly FileSelection _selection;
    private readonly string _root;
    private readonly string _realRoot;

    /// <exception cref="IOException">The folder's path cannot be followed.</exception>
    public FolderWalk(DirectoryUpload upload, FileSelection selection)
    {
        (_upload, _selection, _root) = (upload, selection, Path.GetFullPath(upload.Path));
        _realRoot = RealPath.Of(_root);
    }

    /// <summary>The real path of the folder.</summary>
    public string RealRoot => _realRoot;

    public IEnumerable<FolderEntry> Find()
    {
        var left = new Stack<Place>();
        left.Push(new Place(_root, "", _realRoot, Above: null));
        while (left.TryPop(out Place? place))
        {
            if (FailureOf(place) is { } failure)
            {
                yield return FailureAt(place, failure);
                continue;
            }

            foreach (FolderEntry entry in FindIn(place, left))
            {
                yield return entry;
            }
        }
    }

    private IEnumerable<FolderEntry> FindIn(Place place, Stack<Place> left)
    {
        using var listing = new FolderListing(place.Path, Everything);
        HashSet<string>? doubtful = null;
        while (listing.Next() is { } found)
        {
            string path = place.Prefix + found.Name;
            if (!_upload.IncludeHidden && (found.Attributes & FileAttributes.Hidden) != 0)
            {
                continue;
            }

            // A name that is not UTF-8 is given in a form that names nothing, or something else: the file of just that name.
            if (found.Name.Contains(Replacement, StringComparison.Ordinal)
                && (!(doubtful ??= []).Add(found.Name) || !Path.Exists(found.FullName)))
            {
                if (found is DirectoryInfo ? _upload.Recursive && !_selection.LeavesOutFolder(path) : _selection.Has(path))
                {
                    yield return new FolderEntry(found.FullName, path, 0) { HasInvalidName = true };
                }
            }
            else if (found.LinkTarget is not null)
            {
                if (FollowLink(found.FullName, path, place, left) is { } entry)
                {
                    yield return entry;
                }
            }
            else if (found is DirectoryInfo)
            {
                Enter(new Place(found.FullName, path + '/', Path.Combine(place.RealPath, found.Name), place), left);
            }
            else if (_selection.Has(path))
            {
                yield return FileAt(found.FullName, path, (FileInfo)found, Path.Combine(place.RealPath, found.Name));
            }
        }

        if (listing.Failure is { } failure)
        {
            yield return FailureAt(place, failure);
        }
    }

    /// <summary>A folder is read long after it was found: by then, its path may lead elsewhere.</summary>
    private static IOException? FailureOf(Place place)
    {
        try
        {
            return RealPath.Of(place.Path) == place.RealPath ? null : RealPath.Replaced(place.Path);
        }
        catch (IOException unreadable)
        {
            return unreadable;
        }
    }

    private static FolderEntry FailureAt(Place place, Exception failure) =>
        new(place.Path, place.Prefix.TrimEnd('/'), 0) { Failure = failure };

    private void Enter(Place place, Stack<Place> left)
    {
        if (_upload.Recursive)
        {
            left.Push(place);
        }
    }

    /// <returns>The file that a link leads to, or the link itself; null where it is not meant, or leads to a folder.</returns>
    private FolderEntry? FollowLink(string fullName, string path, Place place, Stack<Place> left)
    {
        bool isMeant = _selection.Has(path);
        FolderEntry? link = isMeant ? new FolderEntry(fullName, path, 0) : null;
        if (_upload.SymbolicLinks != SymbolicLinkPolicy.Follow)
        {
            return link is null ? null : link with { IsSkippedLink = true };
        }

        try
        {
            string real = RealPath.Of(fullName);
            if (!RealPath.IsWithin(real, _realRoot))
            {
                return link is null ? null : link with { IsSkippedLink = true };
            }

            if (!Directory.Exists(real))
            {
                return link is null ? null
                    : File.Exists(real) ? FileAt(real, path, new FileInfo(real), real)
                    : link with { Failure = new FileNotFoundException($"The link '{fullName}' leads to nothing.", fullName) };
            }

            if (place.IsIn(real))
            {
                return link is null ? null : link with { IsSkippedLink = true };
            }

            Enter(new Place(real, path + '/', real, place), left);
            return null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return link is null ? null : link with { Failure = unreadable };
        }
    }

    private static FolderEntry FileAt(string fullName, string path, FileInfo file, string realPath)
    {
        try
        {
            return new FolderEntry(fullName, path, file.Length) { RealPath = realPath };
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return new FolderEntry(fullName, path, 0) { RealPath = realPath }; // Opening it will tell why.
        }
    }

    /// <summary>A folder on the way.</summary>
    /// <param name="Path">Its path, by which it is read.</param>
    /// <param name="Prefix">What the paths in it begin with.</param>
    /// <param name="RealPath">Its path without links.</param>
    /// <param name="Above">The folder from which it was entered.</param>
    private sealed record Place(string Path, string Prefix, string RealPath, Place? Above)
    {
        /// <summary>Whether the way here leads through the folder.</summary>
        public bool IsIn(string real) => RealPath == real || Above?.IsIn(real) == true;
    }
}
