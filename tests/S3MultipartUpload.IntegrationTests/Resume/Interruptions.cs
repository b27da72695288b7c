namespace S3MultipartUpload.IntegrationTests;

/// <summary>How hard the cases of a property were.</summary>
internal sealed record Interruptions
{
    public int Runs { get; init; }

    public int Resumed { get; init; }

    public int LostCreates { get; init; }

    public int Replaced { get; init; }

    public int Elsewhere { get; init; }

    public int Claims { get; init; }

    public Interruptions With(Interruptions other) => new()
    {
        Runs = Runs + other.Runs,
        Resumed = Resumed + other.Resumed,
        LostCreates = LostCreates + other.LostCreates,
        Replaced = Replaced + other.Replaced,
        Elsewhere = Elsewhere + other.Elsewhere,
        Claims = Claims + other.Claims,
    };
}
