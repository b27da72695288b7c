using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>One process of a schedule, and what happens to it; drawn by a seed.</summary>
internal sealed class ScheduleRound
{
    private static readonly ScheduleTurn[] AllTurns = Enum.GetValues<ScheduleTurn>();

    private static readonly S3Operation[] Operations =
    [
        S3Operation.CreateMultipartUpload, S3Operation.UploadPart, S3Operation.UploadPart, S3Operation.UploadPart,
        S3Operation.CompleteMultipartUpload, S3Operation.ListParts, S3Operation.HeadObject, S3Operation.AbortMultipartUpload,
    ];

    public ScheduleRound(Random random, IReadOnlyList<string> keys)
    {
        // Each turn at the step with this number.
        Turns = [.. Enumerable.Range(0, random.Next(3)).Select(_ => (random.Next(1, 40), AllTurns[random.Next(AllTurns.Length)]))];
        if (random.Next(2) == 0)
        {
            HeldOperation = Operations[random.Next(Operations.Length)];
            IsHeldWhenDone = random.Next(2) == 0;
            TurnWhenHeld = AllTurns[random.Next(AllTurns.Length)];
        }

        Faults = [.. Enumerable.Range(0, random.Next(4)).Select(_ => RandomFault(random, keys[random.Next(keys.Count)]))];
        FailingWrite = random.Next(4) == 0 ? random.Next(1, 4) : 0;
        MaxConcurrentParts = random.Next(1, 5);
        MaxRetries = random.Next(3);
        MemoryMiB = random.Next(1, 5);
        Check = (ResumeCheck)random.Next(2);
        FailureAction = random.Next(4) == 0 ? S3MultipartUpload.FailureAction.Abort : null;
        Automatic = random.Next(8) != 0;
        RestartIfUploadNotFound = random.Next(2) == 0;
    }

    private ScheduleRound()
    {
        Turns = [];
        Faults = [];
        (MaxConcurrentParts, MemoryMiB) = (2, 1);
        (Automatic, RestartIfUploadNotFound) = (true, true);
    }

    /// <summary>Nothing happens.</summary>
    public static ScheduleRound Quiet { get; } = new();

    public IReadOnlyList<(int Step, ScheduleTurn Turn)> Turns { get; }

    /// <summary>The operation whose next request is held until something has happened.</summary>
    public S3Operation? HeldOperation { get; }

    public bool IsHeldWhenDone { get; }

    public ScheduleTurn TurnWhenHeld { get; }

    public IReadOnlyList<(string Name, Fault Fault)> Faults { get; }

    /// <summary>The writing of the checkpoint that fails.</summary>
    public int FailingWrite { get; }

    public int MaxConcurrentParts { get; }

    public int MaxRetries { get; }

    public int MemoryMiB { get; }

    public ResumeCheck Check { get; }

    public FailureAction? FailureAction { get; }

    public bool Automatic { get; }

    public bool RestartIfUploadNotFound { get; }

    public override string ToString() =>
        $"{MaxConcurrentParts} at a time, {MaxRetries} retries, {MemoryMiB} MiB, {Check}, {FailureAction?.ToString() ?? "kept"}" +
        (Automatic ? "" : ", not automatic") + (RestartIfUploadNotFound ? ", restarts" : "") +
        (FailingWrite > 0 ? $", writing {FailingWrite} fails" : "") +
        string.Concat(Turns.Select(turn => $"; at step {turn.Step} {turn.Turn}")) +
        (HeldOperation is { } held ? $"; {held} held {(IsHeldWhenDone ? "when done" : "before")}, then {TurnWhenHeld}" : "") +
        string.Concat(Faults.Select(fault => $"; {fault.Name}"));

    private static (string Name, Fault Fault) RandomFault(Random random, string key)
    {
        S3Operation operation = Operations[random.Next(Operations.Length)];
        (string name, FaultEffect effect) = random.Next(9) switch
        {
            0 => ("403", FaultEffect.Status(403, "AccessDenied")),
            1 => ("500", FaultEffect.Status(500, "InternalError")),
            2 => ("expired", FaultEffect.ExpiredCredentials),
            3 => ("reset", FaultEffect.ConnectionReset),
            4 => ("closed", FaultEffect.ConnectionClose),
            5 => ("cut", FaultEffect.ResetAfter(random.Next(20_000))),
            6 => ("answer cut", FaultEffect.TruncateReply(random.Next(100))),
            7 when operation == S3Operation.ListParts => ("lagging", FaultEffect.LaggingListParts(random.Next(1, 4))),
            _ => ("answer lost", FaultEffect.DropReply),
        };
        var fault = new Fault { Operation = operation, Key = key, Skip = random.Next(4), Times = random.Next(1, 4), Effect = effect };
        return ($"{operation} of {key} {name}, {fault.Times} times after {fault.Skip}", fault);
    }
}
