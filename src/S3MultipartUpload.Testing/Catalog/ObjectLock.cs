namespace S3MultipartUpload.Testing.Catalog;

/// <summary>What keeps a version from being deleted (S3 User Guide, "Locking objects with Object Lock").</summary>
internal sealed record ObjectLock
{
    public const string Governance = "GOVERNANCE";
    public const string Compliance = "COMPLIANCE";
    public const string On = "ON";
    public const string Off = "OFF";

    /// <summary><see cref="Governance"/>, <see cref="Compliance"/>, or null where nothing retains it.</summary>
    public string? Mode { get; init; }

    public DateTimeOffset? RetainUntil { get; init; }

    /// <summary><see cref="On"/>, <see cref="Off"/>, or null where nobody has ever set it.</summary>
    public string? LegalHold { get; init; }

    /// <summary>Whether the version has to stay, for one who may or may not bypass governance.</summary>
    public bool Forbids(DateTimeOffset now, bool bypass) => LegalHold == On || Retains(now, bypass);

    /// <summary>Whether the period may not be shortened or taken away yet.</summary>
    public bool Retains(DateTimeOffset now, bool bypass) => RetainUntil > now && (Mode == Compliance || !bypass);
}
