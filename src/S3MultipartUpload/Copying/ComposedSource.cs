using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using S3MultipartUpload.Sources;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Copying;

/// <summary>Ranges of objects at the store, one behind the other, as one source.</summary>
internal sealed class ComposedSource : ICopiedSource
{
    private readonly CopiedRange[] _ranges;
    private readonly long[] _starts;
    private readonly ProviderProfile _profile;
    private readonly SourceObjects _objects;

    /// <param name="ranges">The ranges.</param>
    /// <param name="profile">What the store can copy.</param>
    /// <param name="mayCopyWhole">Whether one request may copy the whole of one object.</param>
    /// <param name="objects">Looks at the objects, and reads them.</param>
    public ComposedSource(IEnumerable<CopiedRange> ranges, ProviderProfile profile, bool mayCopyWhole, SourceObjects objects)
    {
        (_profile, _objects) = (profile, objects);
        CopiedRange[] all = [.. ranges];
        _ranges = [.. all.Where(range => range.Length > 0)];
        _starts = new long[_ranges.Length];
        long length = 0;
        for (int index = 0; index < _ranges.Length; index++)
        {
            _starts[index] = length;
            length = checked(length + _ranges[index].Length);
        }

        Length = length;
        Sources = [.. all.Select(range => range.Object).DistinctBy(source => source.Address)];
        Fingerprint = FingerprintOf(all);
        Whole = mayCopyWhole && all is [{ IsWhole: true } whole] && length <= profile.Limits.MaxSinglePutSize ? whole : null;
        Segments = Whole is not null
            ? [new SourceSegment(length, IsCopyable: true, IsObject: true)]
            : [.. _ranges.Select(range => new SourceSegment(range.Length, IsCopyable(range), IsObject: false))];
    }

    public long? Length { get; }

    public bool IsRandomAccess => true;

    public string? Fingerprint { get; }

    public IReadOnlyList<SourceSegment> Segments { get; }

    /// <summary>The object, where one request may copy it.</summary>
    public CopiedRange? Whole { get; }

    public ObjectChecksum? Checksum { get; init; }

    /// <summary>The objects, each once.</summary>
    public IReadOnlyList<CopiedObject> Sources { get; }

    public CopiedRange? Find(PartRange part)
    {
        if (part.Length == 0)
        {
            return Whole;
        }

        int index = IndexOf(part.Offset);
        long offset = part.Offset - _starts[index];
        return part.Length <= _ranges[index].Length - offset
            && _ranges[index].Slice(offset, part.Length) is var slice && IsCopyable(slice) ? slice : null;
    }

    public async Task RequireUnchangedAsync(CancellationToken cancellationToken)
    {
        if (!_profile.HeedsCopyConditions)
        {
            await _objects.RequireUnchangedAsync(Sources, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken) =>
        new(range.Length == 0 ? Stream.Null : new FetchedStream(Slices(range), _objects));

    private IEnumerable<CopiedRange> Slices(PartRange part)
    {
        long end = part.Offset + part.Length;
        for (int index = IndexOf(part.Offset); index < _ranges.Length && _starts[index] < end; index++)
        {
            long first = Math.Max(part.Offset, _starts[index]);
            long behind = Math.Min(end, _starts[index] + _ranges[index].Length);
            yield return _ranges[index].Slice(first - _starts[index], behind - first);
        }
    }

    /// <summary>The range that holds a byte.</summary>
    private int IndexOf(long offset)
    {
        int index = Array.BinarySearch(_starts, offset);
        return index >= 0 ? index : ~index - 1;
    }

    /// <remarks>
    /// Source: Amazon S3 API Reference, "UploadPartCopy": only of an object of more than 5 MB a range can be copied.
    /// </remarks>
    private bool IsCopyable(CopiedRange range) =>
        _profile.CopiesParts
        && (range.IsWhole || range.Object.Size > _profile.Limits.MinPartSize)
        && range.Object.Address.Key.AsSpan().IndexOfAny(_profile.UncopyableCharacters) < 0;

    private static string FingerprintOf(IEnumerable<CopiedRange> ranges)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int count = 0;
        foreach (CopiedRange range in ranges)
        {
            CopySource source = range.Object.Source;
            string line = string.Create(
                CultureInfo.InvariantCulture,
                $"{source.BucketName}\n{source.Key}\n{source.VersionId}\n{range.Object.State}\n{range.Offset} {range.Length}\n");
            hash.AppendData(Encoding.UTF8.GetBytes(line));
            count++;
        }

        return $"copied {count.ToString(CultureInfo.InvariantCulture)} {Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}
