using Microsoft.Extensions.Options;
using S3MultipartUpload.Cli.Arguments;
using S3MultipartUpload.Cli.Screens;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>How every command ends: one JSON document on standard output, or one line on standard error, and an exit code.</summary>
internal static class CommandRun
{
    /// <summary>Runs what stores an object; its manifest is the document.</summary>
    /// <param name="screen">Where to tell what goes wrong.</param>
    /// <param name="interrupted">What to tell when a signal has ended the command.</param>
    /// <param name="command">The command.</param>
    /// <param name="partSizeOption">The option by which the user sets, or may set, the size of parts.</param>
    /// <param name="signalled">What to tell when the signal has come; nothing if null.</param>
    public static Task<int> ExecuteAsync(
        IScreen screen,
        string interrupted,
        Func<CancellationToken, Task<UploadManifest>> command,
        string partSizeOption = PartSizeArguments.PartSize,
        string? signalled = null) => ExecuteAsync(
        screen,
        interrupted,
        async cancellationToken =>
        {
            UploadManifest manifest = await command(cancellationToken);
            return await TellAsync(manifest.ToJson(), screen, "The object is stored, but its manifest", cancellationToken);
        },
        partSizeOption,
        signalled);

    /// <param name="screen">Where to tell what goes wrong.</param>
    /// <param name="interrupted">What to tell when a signal has ended the command.</param>
    /// <param name="command">The command, which tells its document; it returns the exit code.</param>
    /// <param name="partSizeOption">The option by which the user sets, or may set, the size of parts.</param>
    /// <param name="signalled">What to tell when the signal has come; nothing if null.</param>
    public static async Task<int> ExecuteAsync(
        IScreen screen,
        string interrupted,
        Func<CancellationToken, Task<int>> command,
        string partSizeOption = PartSizeArguments.PartSize,
        string? signalled = null)
    {
        using var interruption = new Interruption(() =>
        {
            if (signalled is not null)
            {
                screen.Say(signalled);
            }
        });
        try
        {
            return await command(interruption.Token);
        }
        catch (OperationCanceledException canceled) when (interruption.ExitCode is { } code)
        {
            screen.Complain(IsRiddle(canceled) ? FailureText.Of(canceled) : interrupted);
            return code;
        }
        catch (Exception refusal) when (refusal is RefusedInputException or UploadRefusedException or OptionsValidationException)
        {
            screen.Complain(FailureText.Of(refusal, partSizeOption));
            return ExitCode.Refused;
        }
#pragma warning disable CA1031 // Whatever it is, the user reads one line of it and no stack trace.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            screen.Complain(FailureText.Of(failure, partSizeOption));
            return ExitCode.Failed;
        }
    }

    /// <summary>Writes the document.</summary>
    /// <param name="json">The document.</param>
    /// <param name="screen">Where to tell that it could not be written.</param>
    /// <param name="subject">What could not be written: the beginning of that sentence.</param>
    /// <param name="cancellationToken">
    /// Ends the waiting for a reader. Where the signal came before, the document is told all the same.
    /// </param>
    public static async Task<int> TellAsync(string json, IScreen screen, string subject, CancellationToken cancellationToken)
    {
        try
        {
            await Leaving.RunAsync(
                () =>
                {
                    StandardOutput.WriteLine(json);
                    return true;
                },
                cancellationToken.IsCancellationRequested ? CancellationToken.None : cancellationToken);
            return ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            throw new UntoldException($"{subject} could not be written to standard output: interrupted.");
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            screen.Complain($"{subject} could not be written to standard output: {unwritable.Message}");
            return ExitCode.Failed;
        }
    }

    /// <summary>Whether more is to be told than that a signal has come.</summary>
    private static bool IsRiddle(OperationCanceledException canceled) => canceled is UntoldException or UploadCanceledException
    {
        State: FailedUploadState.Unknown or FailedUploadState.Suspect or FailedUploadState.Completed,
    };
}
