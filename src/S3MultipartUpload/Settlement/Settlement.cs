namespace S3MultipartUpload.Settlement;

/// <summary>What was seen under the key of the object.</summary>
internal enum Sight
{
    NotLooked,
    Absent,
    Stored,
    Damaged,
    Inconclusive,
}

/// <summary>What is done next to settle an upload.</summary>
internal enum SettlementStep
{
    Look,
    Abort,
    End,
}

/// <summary>
/// What becomes of an upload that did not simply succeed, decided by what is known so far and nothing else. The object is looked at
/// before anything is aborted, and once more after the abort, when nothing can change any more. Where it cannot be looked at, an upload
/// that is not kept is aborted all the same: that does no harm to an object that is stored.
/// </summary>
/// <param name="MayBeStored">Whether the store may have carried out the request that stores the object.</param>
/// <param name="IsOpen">Whether there is a multipart upload which the store still has.</param>
/// <param name="Keep">Whether that stays open, to be resumed.</param>
internal readonly record struct Settlement(bool MayBeStored, bool IsOpen, bool Keep)
{
    /// <summary>What was seen before the abort, if there is to be one.</summary>
    public Sight Before { get; init; }

    /// <summary>Whether the abort succeeded; null while it was not tried.</summary>
    public bool? IsAborted { get; init; }

    /// <summary>What was seen after the abort.</summary>
    public Sight After { get; init; }

    public SettlementStep Next =>
        Before is Sight.Stored or Sight.Damaged ? SettlementStep.End
        : MayBeStored && Before == Sight.NotLooked ? SettlementStep.Look
        : !IsOpen || Keep ? SettlementStep.End
        : IsAborted is null ? SettlementStep.Abort
        : IsAborted == true && MayBeStored && After == Sight.NotLooked ? SettlementStep.Look
        : SettlementStep.End;

    /// <summary>What is left at the store, once <see cref="Next"/> is the end and the object was not seen to be stored.</summary>
    public FailedUploadState State => (Before, After) switch
    {
        (Sight.Damaged, _) or (_, Sight.Damaged) => FailedUploadState.Suspect,
        (_, Sight.Inconclusive) or (Sight.Inconclusive, Sight.NotLooked) => FailedUploadState.Unknown,
        _ when IsOpen && Keep => FailedUploadState.Kept,
        _ when !IsOpen => FailedUploadState.None,
        _ when IsAborted == false => FailedUploadState.AbortFailed,
        _ => FailedUploadState.Aborted,
    };

    /// <summary>The same with what has just been seen.</summary>
    public Settlement Seen(Sight sight) => IsAborted is null ? this with { Before = sight } : this with { After = sight };
}
