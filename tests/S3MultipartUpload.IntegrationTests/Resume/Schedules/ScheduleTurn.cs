namespace S3MultipartUpload.IntegrationTests;

/// <summary>What happens to a process of a schedule.</summary>
internal enum ScheduleTurn
{
    /// <summary>Paused; when nothing is on its way any more, it goes on.</summary>
    PauseAndContinue,

    /// <summary>Paused; when nothing is on its way any more, it is cancelled.</summary>
    PauseAndCancel,

    /// <summary>Paused; when nothing is on its way any more, it is killed.</summary>
    PauseAndKill,

    /// <summary>Cancelled; what is on its way may finish.</summary>
    Cancel,

    /// <summary>Cancelled, and then what is on its way, too.</summary>
    CancelTwice,

    /// <summary>Killed; its calls fail.</summary>
    Kill,

    /// <summary>Killed; its calls never end.</summary>
    KillForGood,

    /// <summary>Another process uploads the same while this one does.</summary>
    AnotherProcess,

    /// <summary>The same process uploads the same once more.</summary>
    SecondUpload,

    /// <summary>Killed, and another process goes on with it at once.</summary>
    TakeOver,
}
