using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace S3MultipartUpload.Benchmarks.Sink;

/// <summary>
/// One connection: requests are read and answered one after the other, on a thread of its own. Waiting costs nothing then, and reading
/// nothing but the call.
/// </summary>
/// <param name="stream">What goes over it.</param>
/// <param name="socket">
/// The socket below, where nothing lies between: Linux drops what comes in the kernel then, without a copy (MSG_TRUNC).
/// </param>
/// <param name="line">How far away the client is.</param>
internal sealed class SinkConnection(Stream stream, Socket? socket, SinkLine line)
{
    private static readonly byte[] Continue = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    private readonly byte[] _buffer = new byte[256 << 10];
    private int _start;
    private int _end;

    /// <returns>Null when the client has closed the connection.</returns>
    public SinkRequest? ReadRequest()
    {
        int head;
        while ((head = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            int read = stream.Read(_buffer.AsSpan(_end));
            if (read == 0)
            {
                return null;
            }

            _end += read;
        }

        SinkRequest request = Parse(Encoding.ASCII.GetString(_buffer, _start, head));
        _start += head + 4;
        if (request.AsksForLeave)
        {
            Thread.Sleep(line.Latency);
            stream.Write(Continue);
        }

        Skip(request.BodyLength);
        return request;
    }

    public void Answer(string answer)
    {
        Thread.Sleep(line.Latency);
        stream.Write(Encoding.ASCII.GetBytes(answer));
    }

    private static SinkRequest Parse(string head)
    {
        string[] lines = head.Split("\r\n");
        string[] first = lines[0].Split(' ');
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).ToDictionary(
            pair => pair[0].ToLowerInvariant(), pair => pair[1].Trim());
        return new SinkRequest(first[0], first[1], headers);
    }

    private void Skip(long length)
    {
        int ahead = (int)Math.Min(length, _end - _start);
        _start += ahead;
        long left = length - ahead;
        long started = Stopwatch.GetTimestamp();
        for (long read = 0; read < left;)
        {
            if (line.BytesPerSecond is { } rate)
            {
                TimeSpan due = TimeSpan.FromSeconds((double)read / rate) - Stopwatch.GetElapsedTime(started);
                if (due > TimeSpan.FromMilliseconds(2))
                {
                    Thread.Sleep(due);
                }
            }

            (_start, _end) = (0, 0);
            Span<byte> room = _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, left - read));
            int count = socket?.Receive(room, SocketFlags.Truncated) ?? stream.Read(room);
            read += count > 0 ? count : throw new EndOfStreamException();
        }
    }
}
