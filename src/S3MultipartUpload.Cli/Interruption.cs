using System.Runtime.InteropServices;

namespace S3MultipartUpload.Cli;

/// <summary>
/// Turns the first signal to end into a cancellation, so that the upload can be aborted, or kept; a second signal ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly Dictionary<PosixSignal, int> ExitCodes = new()
    {
        [PosixSignal.SIGHUP] = 128 + 1,
        [PosixSignal.SIGINT] = 128 + 2,
        [PosixSignal.SIGTERM] = 128 + 15,
    };

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    private readonly Action _onSignal;

    /// <param name="onSignal">Runs when the first signal has come.</param>
    public Interruption(Action onSignal)
    {
        _onSignal = onSignal;
        _registrations = [.. ExitCodes.Keys.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
    }

    public CancellationToken Token => _source.Token;

    /// <summary>What the process ends with; null while no signal has come.</summary>
    public int? ExitCode { get; private set; }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (ExitCode is null)
        {
            context.Cancel = true;
            ExitCode = ExitCodes[context.Signal];

            // The signal's own thread is not for the upload's clean-up, nor for a terminal that does not read.
            _ = Task.Run(_onSignal);
            _ = _source.CancelAsync();
        }
    }
}
