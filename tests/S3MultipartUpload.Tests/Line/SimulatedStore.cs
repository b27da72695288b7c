using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Line;

namespace S3MultipartUpload.Tests.Line;

/// <summary>A store behind a line, on a clock that is driven in steps of 10 ms; uploads without end send parts to it.</summary>
internal sealed class SimulatedStore
{
    private const double Step = 0.01;

    private readonly FakeTimeProvider _time = new();
    private readonly List<Sending> _sending = [];
    private readonly List<Sending> _delayed = [];
    private readonly object _gate = new();
    private int _requestsThisSecond;
    private bool _isPaused;
    private int _uploads;

    public SimulatedStore(UploadConcurrency concurrency, int most = 256) => Line = new RequestLine(concurrency, most, _time);

    public RequestLine Line { get; }

    /// <summary>Bytes per second, of one connection.</summary>
    public double PerConnection { get; set; } = 5e6;

    /// <summary>Bytes per second, of the whole line.</summary>
    public double Total { get; set; } = 400e6;

    /// <summary>Seconds before the first byte of a part.</summary>
    public double Latency { get; set; } = 0.02;

    /// <summary>How many bytes of each part a connection takes at once, into its buffers; how long a part takes stays the same.</summary>
    public double TakenAtOnce { get; set; }

    /// <summary>More requests than that in a second are refused.</summary>
    public int MostRequests { get; set; } = int.MaxValue;

    public int Refused { get; private set; }

    public bool IsPaused { get => _isPaused; set => _isPaused = value; }

    /// <summary>Begins an upload that sends parts without end.</summary>
    public SimulatedUpload Begin(double partSize)
    {
        var upload = new SimulatedUpload(partSize);
        _uploads++;
        _ = FeedAsync(upload);
        return upload;
    }

    /// <returns>For each second: the bytes that passed, and the limit at its end.</returns>
    public async Task<IReadOnlyList<(double Bytes, int Limit)>> RunAsync(int seconds)
    {
        List<(double, int)> log = [];
        for (int second = 0; second < seconds; second++)
        {
            _requestsThisSecond = 0;
            double bytes = 0;
            for (int i = 0; i < 1 / Step; i++)
            {
                await SettleAsync();
                _time.Advance(TimeSpan.FromSeconds(Step));
                bytes += await PassAsync();
            }

            log.Add((bytes, Line.Allowed));
        }

        return log;
    }

    /// <summary>Waits until everybody whose turn it is has begun, what was freed is taken, and each upload has a part that waits.</summary>
    private async Task SettleAsync()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_sending.Count == Line.PartsInFlight
                    && (_isPaused || (Line.PartsInFlight >= Line.Allowed && Line.PartsWaiting >= _uploads)))
                {
                    return;
                }
            }

            await Task.Yield();
        }
    }

    private async Task<double> PassAsync()
    {
        Sending[] all;
        Sending[] due;
        lock (_gate)
        {
            all = [.. _sending];
            due = [.. _delayed.Where(part => (part.Delay -= Step) <= 0)];
            _delayed.RemoveAll(due.Contains);
        }

        foreach (Sending part in due)
        {
            part.Ended.SetResult();
        }

        double each = Math.Min(PerConnection, Total / Math.Max(1, all.Length)) * Step;
        double bytes = 0;
        foreach (Sending part in all)
        {
            if ((part.Latency -= Step) > 0)
            {
                continue;
            }

            if (part.IsRefused)
            {
                Line.OnThrottled(part.Began);
                await EndAsync(part);
                continue;
            }

            part.Left -= Math.Min(each, part.Left);
            double passed = Math.Min(part.Upload.PartSize, part.Upload.PartSize - part.Left + TakenAtOnce) - part.Passed;
            part.Passed += passed;
            part.Upload.Bytes += passed;
            bytes += passed;
            Line.OnPassed((int)passed);
            if (part.Left <= 0)
            {
                await EndAsync(part);
            }
        }

        return bytes;
    }

    /// <summary>Whose turn it is next is settled before another part ends.</summary>
    private async Task EndAsync(Sending part)
    {
        lock (_gate)
        {
            _sending.Remove(part);
        }

        part.Ended.SetResult();
        await SettleAsync();
    }

    private async Task FeedAsync(SimulatedUpload upload)
    {
        while (true)
        {
            await upload.Share.WaitAsync(CancellationToken.None);
            while (_isPaused)
            {
                await Task.Yield();
            }

            _ = SendAsync(upload);
        }
    }

    private async Task SendAsync(SimulatedUpload upload)
    {
        while (true)
        {
            bool isRefused = await Line.RunPartAsync(upload.Share, () => SendOnceAsync(upload), CancellationToken.None);
            if (!isRefused)
            {
                return;
            }

            var delayed = new Sending(upload) { Delay = 0.5 };
            lock (_gate)
            {
                _delayed.Add(delayed);
            }

            await delayed.Ended.Task;
        }
    }

    private async Task<bool> SendOnceAsync(SimulatedUpload upload)
    {
        Sending part;
        lock (_gate)
        {
            bool isRefused = ++_requestsThisSecond > MostRequests;
            Refused += isRefused ? 1 : 0;
            part = new Sending(upload)
            {
                Left = upload.PartSize,
                Latency = Latency,
                IsRefused = isRefused,
                Began = _time.GetTimestamp(),
            };
            _sending.Add(part);
        }

        await part.Ended.Task;
        return part.IsRefused;
    }

    private sealed class Sending(SimulatedUpload upload)
    {
        public SimulatedUpload Upload => upload;

        public double Left { get; set; }

        public double Passed { get; set; }

        public double Latency { get; set; }

        public double Delay { get; set; }

        public bool IsRefused { get; init; }

        public long Began { get; init; }

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>An upload without end.</summary>
internal sealed class SimulatedUpload(double partSize)
{
    public double PartSize => partSize;

    public double Bytes { get; set; }

    public LineShare Share { get; } = new();
}
