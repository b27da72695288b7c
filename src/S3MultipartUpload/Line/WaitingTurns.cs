namespace S3MultipartUpload.Line;

/// <summary>
/// Who waits for the line, and who comes next: a request without a part's bytes; among parts, one of the upload that has the fewest on
/// their way; else who asks first. The line's lock guards it.
/// </summary>
internal sealed class WaitingTurns
{
    private readonly List<Turn> _parts = [];
    private readonly Queue<Turn> _others = [];

    public int Parts => _parts.Count;

    public void Add(Turn turn)
    {
        if (turn.Share is null)
        {
            _others.Enqueue(turn);
        }
        else
        {
            _parts.Add(turn);
        }
    }

    /// <returns>Who comes next, and waits no more; null where there is no room for them.</returns>
    public Turn? TakeNext(Func<LineShare?, bool> hasRoom)
    {
        if (_others.Count > 0 && hasRoom(null))
        {
            return _others.Dequeue();
        }

        if (_parts.MinBy(turn => turn.Share?.InFlight) is { } next && hasRoom(next.Share))
        {
            _parts.Remove(next);
            return next;
        }

        return null;
    }
}
