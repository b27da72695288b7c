namespace S3MultipartUpload.Testing.Storage;

/// <summary>A run of memory that holds some of a blob, and the slab that it belongs to, or null for an array of its own.</summary>
internal readonly record struct MemoryBlock(Memory<byte> Memory, MemorySlab? Slab, int Index);
