using System.Diagnostics;
using System.Globalization;

namespace S3MultipartUpload.Tests;

/// <summary>
/// A source that was not touched passes on every machine; one that was replaced, rewritten or moved does not, however well it pretends.
/// </summary>
public sealed class SourceIdentityTests : IDisposable
{
    private const int Size = 1_000;

    private readonly TestFolder _folder = new();
    private readonly string _path;

    public SourceIdentityTests() => _path = _folder.Add("data.bin", Size);

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Kinds => ["file", "slice", "memory", "url", "strange", "without fingerprint"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_was_not_touched_passes(string kind)
    {
        string text = $"{SourceIdentity.Of(Open(kind))}";
        var identity = SourceIdentity.Parse(text);
        identity.ThrowIfChanged(Open(kind));
        Assert.Equal(identity, SourceIdentity.Of(Open(kind)));
        Assert.Equal(text, $"{identity}");
        Assert.DoesNotContain(text, char.IsControl);
        Assert.DoesNotContain("data.bin", text, StringComparison.Ordinal);
    }

    public static TheoryData<string> Changes =>
    [
        "grows", "is rewritten", "is touched", "is rewritten and touched back", "is replaced by another with its times",
        "is moved away and back", "gets other rights", "gets a second name",
    ];

    /// <summary>Also those that leave the bytes alone: nobody can tell them from others.</summary>
    [Theory]
    [MemberData(nameof(Changes))]
    public void A_file_that_was_changed_is_refused_here_and_on_a_machine_that_knows_its_file_system_by_another_number(string change)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Not all systems tell the time of the last change.");
        var identity = SourceIdentity.Of(PartSource.FromFile(_path));
        var elsewhere = SourceIdentity.Parse(OnAnotherMachine($"{identity}"));
        Later(() => Change(change));
        Assert.Contains("now", Assert.Throws<SourceChangedException>(
            () => identity.ThrowIfChanged(PartSource.FromFile(_path))).Message, StringComparison.Ordinal);
        Assert.Throws<SourceChangedException>(() => elsewhere.ThrowIfChanged(PartSource.FromFile(_path)));
        Assert.Throws<SourceChangedException>(() => SourceIdentity.Of(PartSource.FromFile(_path, 5, 10)).ThrowIfChanged(
            PartSource.FromFile(_path, 6, 10)));
    }

    [Fact]
    public void What_differs_is_said()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Not all systems tell the time of the last change.");
        var identity = SourceIdentity.Of(PartSource.FromFile(_path));
        Later(() => Change("is moved away and back"));
        SourceChangedException moved = Assert.Throws<SourceChangedException>(() => identity.ThrowIfChanged(PartSource.FromFile(_path)));
        Assert.Contains("last changed at", moved.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("last write", moved.Message, StringComparison.Ordinal);
        Later(() => Change("grows"));
        SourceChangedException grown = Assert.Throws<SourceChangedException>(() => identity.ThrowIfChanged(PartSource.FromFile(_path)));
        Assert.Contains("it had 1,000 bytes, and has 1,004 now", grown.Message, StringComparison.Ordinal);
        Assert.Contains("the time of its last write was", grown.Message, StringComparison.Ordinal);

        using var web = new MockWeb(Samples.Bytes(Size));
        var ofUrl = SourceIdentity.Of(web.Source());
        web.ETag = "\"v2\"";
        Assert.Contains("its ETag was \"v1\", and is \"v2\" now", Assert.Throws<SourceChangedException>(
            () => ofUrl.ThrowIfChanged(web.Source())).Message, StringComparison.Ordinal);
    }

    private const string Linux = "source-1 5 t 0000000000000001-0000000000000002-000000000000000000000003-000000000000000000000004";

    private const string Windows = "source-1 5 t 0000000000000001-00000000000000000000000000000002-0000000000000003-0000000000000004";

    [Theory]
    [InlineData(Linux, Linux, "", null)]
    [InlineData(Windows, Windows, "", null)]
    [InlineData(Linux, Windows, "", null)]
    [InlineData(Linux, "source-1 5 t *", "", null)]
    [InlineData("source-1 5 t *", Windows, "", null)]
    [InlineData(Linux, "source-1 5 t ", "0000000000000009-0000000000000008-000000000000000000000007-000000000000000000000004", null)]
    [InlineData(Linux, "source-1 5 t ", "0000000000000001-0000000000000002-000000000000000000000000-000000000000000000000004", null)]
    [InlineData(Linux, "source-1 5 t ", "0000000000000001-0000000000000008-000000000000000000000003-000000000000000000000004", "its place")]
    [InlineData(Linux, "source-1 5 t ", "0000000000000001-0000000000000002-000000000000000000000007-000000000000000000000004", "being")]
    [InlineData(Linux, "source-1 5 t ", "0000000000000009-0000000000000002-000000000000000000000003-000000000000000000000006", "changed")]
    [InlineData(Windows, "source-1 5 t ", "0000000000000009-00000000000000000000000000000002-0000000000000003-0000000000000006", "changed")]
    [InlineData(Linux, "source-1 6 t *", "", "bytes")]
    [InlineData(Linux, "source-1 5 u *", "", "last write")]
    [InlineData("source-1 5 t *", "source-1 5 u *", "", "its fingerprint was t, and is u now")]
    [InlineData("source-1 5 t *", "source-1 5 * *", "", "its fingerprint was t, and is not known now")]
    public void What_machines_may_know_otherwise_is_not_compared(string then, string now, string file, string? difference)
    {
        var identity = SourceIdentity.Parse(then);
        var source = new TextSource(now + file);
        if (difference is null)
        {
            identity.ThrowIfChanged(source);
        }
        else
        {
            Assert.Contains(difference, Assert.Throws<SourceChangedException>(
                () => identity.ThrowIfChanged(source)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("source-1")]
    [InlineData("source-2 5 t *")]
    [InlineData("source-1 5 t")]
    [InlineData("source-1 5 t * ")]
    [InlineData(" source-1 5 t *")]
    [InlineData("source-1 5 t *\n")]
    [InlineData("source-1 -5 t *")]
    [InlineData("source-1 05 t *")]
    [InlineData("source-1 ٥ t *")]
    [InlineData("source-1 9223372036854775808 t *")]
    [InlineData("source-1 5 %74 *")]
    [InlineData("source-1 5 %2a *")]
    [InlineData("source-1 5 ü *")]
    [InlineData("source-1 5 t 1-2-3-4")]
    [InlineData("source-1 5 t 000000000000000A-0000000000000002-000000000000000000000003-000000000000000000000004")]
    [InlineData("source-1 5 t 0000000000000001-0000000000000002-000000000000000000000003-ffffffffffffff7f00000000")]
    [InlineData("source-1 5 t 0000000000000001-0000000000000002-000000000000000000000003-0000000000000000000000")]
    public void Other_texts_are_refused(string text) => Assert.Throws<FormatException>(() => SourceIdentity.Parse(text));

    /// <summary>A text that is cut or altered is refused, or is another identity; nothing else is thrown.</summary>
    [Fact]
    public void A_damaged_text_never_passes_for_the_whole()
    {
        string text = $"{SourceIdentity.Of(Open("file"))}";
        var identity = SourceIdentity.Parse(text);
        var random = new Random(5);
        for (int round = 0; round < 5_000; round++)
        {
            int place = random.Next(text.Length);
            string damaged = round % 2 == 0
                ? text.Remove(place, 1 + random.Next(text.Length - place))
                : $"{text[..place]}{(char)(text[place] ^ (1 << random.Next(8)))}{text[(place + 1)..]}";
            try
            {
                Assert.NotEqual(identity, SourceIdentity.Parse(damaged));
            }
            catch (FormatException)
            {
            }
        }

        Assert.Throws<FormatException>(() => SourceIdentity.Parse($"source-1 5 {new string('t', 4_097)} *"));
        Assert.Throws<FormatException>(() => SourceIdentity.Parse(new string(' ', 10_000_000)));
    }

    [Fact]
    public void What_cannot_be_told_again_has_no_identity()
    {
        Assert.Throws<ArgumentException>(() => SourceIdentity.Of(PartSource.FromStream(new TestStream([]))));
        Assert.Throws<ArgumentException>(() => SourceIdentity.Of(new TextSource(5, new string('t', 4_097), null)));
        Assert.Throws<ArgumentException>(() => SourceIdentity.Of(new TextSource(5, "\ud800", null)));
        Assert.Throws<ArgumentException>(
            () => SourceIdentity.Parse("source-1 5 t *").ThrowIfChanged(PartSource.FromStream(new TestStream([]))));
    }

    private IPartSource Open(string kind)
    {
        using var web = new MockWeb(Samples.Bytes(Size));
        return kind switch
        {
            "file" => PartSource.FromFile(_path),
            "slice" => PartSource.FromFile(_path, 10, 20),
            "memory" => PartSource.FromMemory(new byte[5]),
            "url" => web.Source(new Uri($"{MockWeb.Url}?secret")),
            "strange" => new TextSource(long.MaxValue, "*\n \u2028ü\0%41😀", "0-1-2-3"),
            _ => new TextSource(5, null, null),
        };
    }

    /// <summary>There, the same file has other numbers and another time of creation, as far as it is known.</summary>
    private static string OnAnotherMachine(string text)
    {
        string[] fields = text.Split(' ');
        string[] file = fields[3].Split('-');
        return $"{fields[0]} {fields[1]} {fields[2]} {new string('f', 16)}-{new string('1', 16)}-{new string('2', 24)}-{file[3]}";
    }

    /// <summary>Until the clock of the file system has moved: what changes twice within its tick cannot be told.</summary>
    private void Later(Action change)
    {
        string clock = _folder.Add("clock");
        string? before = PartSource.FromFile(clock).Identity;
        while (PartSource.FromFile(clock).Identity == before)
        {
            File.SetLastAccessTimeUtc(clock, DateTime.UnixEpoch);
        }

        change();
    }

    private void Change(string change)
    {
        DateTime written = File.GetLastWriteTimeUtc(_path);
        string other = Path.Combine(_folder.Path, "other.bin");
        switch (change)
        {
            case "grows":
                File.AppendAllText(_path, "more");
                break;
            case "is rewritten":
                File.WriteAllBytes(_path, Samples.Bytes(Size, seed: 2));
                break;
            case "is touched":
                File.SetLastWriteTimeUtc(_path, written.AddTicks(1));
                break;
            case "is rewritten and touched back":
                File.WriteAllBytes(_path, Samples.Bytes(Size, seed: 2));
                File.SetLastWriteTimeUtc(_path, written);
                break;
            case "is replaced by another with its times":
                File.WriteAllBytes(other, Samples.Bytes(Size, seed: 2));
                File.SetLastWriteTimeUtc(other, written);
                File.Move(other, _path, overwrite: true);
                break;
            case "is moved away and back":
                File.Move(_path, other);
                File.Move(other, _path);
                break;
            case "gets other rights":
                Run("chmod", "400", _path);
                break;
            case "gets a second name":
                Run("ln", _path, other);
                break;
        }

        Assert.True(written == File.GetLastWriteTimeUtc(_path) || change is "grows" or "is rewritten" or "is touched");
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>What a text says of it.</summary>
    private sealed record TextSource(long? Length, string? Fingerprint, string? Identity) : IPartSource
    {
        public TextSource(string text)
            : this(
                long.Parse(text.Split(' ')[1], CultureInfo.InvariantCulture),
                text.Split(' ')[2] is var fingerprint && fingerprint == "*" ? null : fingerprint,
                text.Split(' ')[3])
        {
        }

        public bool IsRandomAccess => true;

        public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing is read.");
    }
}
