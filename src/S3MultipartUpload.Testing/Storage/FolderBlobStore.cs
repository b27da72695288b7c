using System.Buffers;

namespace S3MultipartUpload.Testing.Storage;

/// <summary>Blobs as files: written under a temporary name, then renamed, so that a file in the folder is always whole.</summary>
internal sealed class FolderBlobStore : IBlobStore
{
    private const string Unfinished = ".tmp";
    private const int BufferSize = 128 << 10;
    private readonly string _folder;

    public FolderBlobStore(string folder)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
    }

    public BlobWriter Create(long? length) => new Writer(_folder);

    public Stream OpenRead(Blob blob, long offset)
    {
        var stream = new FileStream(Path.Combine(_folder, blob.Id), new FileStreamOptions
        {
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            BufferSize = 0,
        });
        stream.Position = offset;
        return stream;
    }

    public void Delete(Blob blob) => File.Delete(Path.Combine(_folder, blob.Id));

    /// <summary>Removes what a former run left behind without a record: unfinished writes and blobs nobody refers to.</summary>
    public void DeleteAllExcept(IReadOnlySet<string> ids)
    {
        foreach (string? file in Directory.EnumerateFiles(_folder).Where(file => !ids.Contains(Path.GetFileName(file))))
        {
            File.Delete(file);
        }
    }

    private sealed class Writer : BlobWriter
    {
        private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        private readonly string _path;
        private readonly FileStream _file;
        private bool _committed;

        public Writer(string folder)
        {
            _path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
            _file = new FileStream(_path + Unfinished, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.Asynchronous,
                BufferSize = 0,
            });
        }

        public override Memory<byte> GetMemory() => _buffer;

        public override ValueTask AdvanceAsync(int bytes, CancellationToken cancellationToken) =>
            _file.WriteAsync(_buffer.AsMemory(0, bytes), cancellationToken);

        public override async ValueTask<Blob> CommitAsync()
        {
            long length = _file.Length;
            await _file.DisposeAsync().ConfigureAwait(false);
            File.Move(_path + Unfinished, _path);
            _committed = true;
            return new Blob(Path.GetFileName(_path), length);
        }

        public override async ValueTask DisposeAsync()
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            await _file.DisposeAsync().ConfigureAwait(false);
            if (!_committed)
            {
                File.Delete(_path + Unfinished);
            }
        }
    }
}
