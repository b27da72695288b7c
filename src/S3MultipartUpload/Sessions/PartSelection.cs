using S3MultipartUpload.Diagnostics;

namespace S3MultipartUpload.Sessions;

/// <summary>Chooses the parts that an object is made of, and keeps the rules for them.</summary>
internal static class PartSelection
{
    /// <returns>The numbers in order.</returns>
    /// <exception cref="UploadRefusedException">They have a gap, are none, or too many.</exception>
    public static IReadOnlyList<int> Check(IEnumerable<int> partNumbers, ServiceLimits limits)
    {
        int[] numbers = [.. partNumbers.Distinct().Order()];
        if (numbers.Length == 0)
        {
            throw new UploadRefusedException("There are no parts to complete; an empty object has one empty part.");
        }

        for (int index = 0; index < numbers.Length; index++)
        {
            if (numbers[index] != index + 1)
            {
                throw new UploadRefusedException(
                    $"The parts to complete have a gap: after part {index:N0} comes part {numbers[index]:N0}. " +
                    "They are numbered from 1 without a gap.");
            }
        }

        return numbers.Length <= limits.MaxParts ? numbers : throw new UploadRefusedException(
            $"There are {numbers.Length:N0} parts to complete; an object has at most {limits.MaxParts:N0}.");
    }

    /// <returns>The parts one behind the other.</returns>
    /// <exception cref="UploadRefusedException">One but the last is smaller than the store allows.</exception>
    public static IReadOnlyList<UploadedPart> Arrange(IReadOnlyList<StoredPart> parts, ServiceLimits limits)
    {
        var arranged = new List<UploadedPart>(parts.Count);
        long offset = 0;
        foreach (StoredPart part in parts)
        {
            if (part.Size < limits.MinPartSize && part != parts[^1])
            {
                throw new UploadRefusedException(
                    $"Part {part.PartNumber:N0} has {ByteSize.Format(part.Size)}; every part but the last has at least " +
                    $"{ByteSize.Format(limits.MinPartSize)}. Upload it again, larger.");
            }

            arranged.Add(part.At(offset));
            offset = checked(offset + part.Size);
        }

        return arranged;
    }
}
