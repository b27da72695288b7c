using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>
/// The command line as a process of its own: the build that came along with the tests, or the executable that COMMAND_LINE names. It sees
/// no credentials but those it is given.
/// </summary>
public sealed class RunningCommand : IDisposable
{
    private const string Executable = "COMMAND_LINE";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly CancellationTokenSource _deadline = new(Deadline);
    private readonly Channel<string> _newErrorLines = Channel.CreateUnbounded<string>();
    private readonly List<string> _errorLines = [];
    private readonly Task<string> _output;
    private readonly Task _errors;

    private RunningCommand(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync(_deadline.Token);
        _errors = ReadErrorsAsync();
    }

    private static string[] Program => Environment.GetEnvironmentVariable(Executable) switch
    {
        null or "" => ["dotnet", Path.Combine(AppContext.BaseDirectory, "S3MultipartUpload.Cli.dll")],
        { } path => [Existing(Path.GetFullPath(path, RepositoryFolder.FullName))],
    };

    /// <summary>Standard input; close it, or the command waits for more.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    public static RunningCommand Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment) =>
        Start([.. Program, .. arguments], environment);

    /// <summary>Starts the command on a terminal, which takes the place of its standard output and standard error.</summary>
    public static RunningCommand StartOnTerminal(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, int columns)
    {
        string command = string.Join(' ', Program.Concat(arguments).Select(word => $"'{word}'"));
        return Start(["script", "--quiet", "--return", "--command", $"stty cols {columns}; {command}", "/dev/null"], environment);
    }

    /// <summary>With a redirection as a shell writes it.</summary>
    public static RunningCommand StartInShell(
        string redirection, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment) =>
        Start(["sh", "-c", $"exec \"$@\" {redirection}", "sh", .. Program, .. arguments], environment);

    private static string Existing(string path) =>
        File.Exists(path) ? path : throw new FileNotFoundException($"{Executable} names '{path}', and there is no such file.");

    private static RunningCommand Start(string[] words, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new RunningCommand(Process.Start(start) ?? throw new InvalidOperationException("The process was not started."));
    }

    /// <summary>Waits for a line on standard error.</summary>
    public async Task<string> ErrorLineAsync(string containing)
    {
        await foreach (string line in _newErrorLines.Reader.ReadAllAsync(_deadline.Token))
        {
            if (line.Contains(containing, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The command ended without saying '{containing}': {string.Join('\n', _errorLines)}");
    }

    /// <summary>Sends a signal by its name, such as INT.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(_deadline.Token);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>
    /// Waits until the command would end cleanly on SIGHUP. (Of the signals it watches, the one that the runtime leaves alone.)
    /// </summary>
    public async Task WatchesForHangUpAsync()
    {
        const ulong hangUp = 1;
        string status = $"/proc/{_process.Id}/status";
        ulong caught = 0;
        while ((caught & hangUp) == 0)
        {
            _deadline.Token.ThrowIfCancellationRequested();
            string[] lines = await File.ReadAllLinesAsync(status, _deadline.Token);
            string mask = lines.First(line => line.StartsWith("SigCgt:", StringComparison.Ordinal)).Split('\t')[1];
            caught = ulong.Parse(mask, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Ends the process as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(_deadline.Token);
    }

    public bool HasEnded => _process.HasExited;

    public async Task<CommandResult> EndAsync()
    {
        string output = await _output;
        await _errors;
        await _process.WaitForExitAsync(_deadline.Token);
        return new CommandResult(_process.ExitCode, output, _errorLines);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        _deadline.Dispose();
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync(_deadline.Token) is { } line)
        {
            _errorLines.Add(line);
            _newErrorLines.Writer.TryWrite(line);
        }

        _newErrorLines.Writer.Complete();
    }
}
