using Microsoft.Extensions.Options;
using S3MultipartUpload;
using UploadCli.Arguments;
using UploadCli.Screens;

namespace UploadCli.Commands;

/// <summary>How every command ends: the manifest on standard output, or one line on standard error, and an exit code.</summary>
internal static class CommandRun
{
    public static async Task<int> ExecuteAsync(
        IScreen screen, Func<CancellationToken, Task<UploadManifest>> command, string partSizeOption = PartSizeArguments.PartSize)
    {
        using var interruption = new Interruption();
        try
        {
            UploadManifest manifest = await command(interruption.Token);
            return await TellAsync(manifest, screen);
        }
        catch (OperationCanceledException) when (interruption.ExitCode is { } code)
        {
            screen.Complain("Interrupted: the object was not stored.");
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

    private static async Task<int> TellAsync(UploadManifest manifest, IScreen screen)
    {
        try
        {
            await Console.Out.WriteLineAsync(manifest.ToJson());
            return ExitCode.Stored;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            screen.Complain($"The object is stored, but its manifest could not be written to standard output: {unwritable.Message}");
            return ExitCode.Failed;
        }
    }
}
