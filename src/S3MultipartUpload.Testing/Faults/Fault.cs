using S3MultipartUpload.Testing.Http;

namespace S3MultipartUpload.Testing;

/// <summary>
/// Something that shall go wrong: which requests it meets, and what happens to them. Every condition that is set must hold;
/// a fault without conditions meets every request. Add it to <see cref="S3TestServer.Faults"/>.
/// </summary>
public sealed class Fault
{
    private int _seen;
    private int _struck;

    /// <summary>The operation to meet.</summary>
    /// <value>Default: null, any.</value>
    public S3Operation? Operation { get; init; }

    /// <summary>The part number to meet.</summary>
    /// <value>Default: null, any.</value>
    public int? PartNumber { get; init; }

    /// <summary>
    /// The attempt to meet: 1 for the first request with the same operation, bucket, key and part number. The forms (PostObject) of a
    /// bucket are counted together.
    /// </summary>
    /// <value>Default: null, any.</value>
    public int? Attempt { get; init; }

    /// <summary>The bucket to meet.</summary>
    /// <value>Default: null, any.</value>
    public string? BucketName { get; init; }

    /// <summary>
    /// The key to meet. A form (PostObject) says its key in its body: a fault with a key meets it when the fields are read, and the bytes
    /// that its effect counts begin with those that the endpoint has not received yet.
    /// </summary>
    /// <value>Default: null, any.</value>
    public string? Key { get; init; }

    /// <summary>How many matching requests pass untouched first.</summary>
    /// <value>Default: 0.</value>
    public int Skip { get; init; }

    /// <summary>How many requests are struck before the fault is spent.</summary>
    /// <value>Default: null, no end.</value>
    public int? Times { get; init; }

    /// <summary>
    /// The share of matching requests that is struck, 0 to 1, decided by the dice of <see cref="S3TestServerOptions.FaultSeed"/>.
    /// </summary>
    /// <value>Default: 1.</value>
    public double Probability { get; init; } = 1;

    /// <summary>What happens to a struck request.</summary>
    public required FaultEffect Effect { get; init; }

    /// <summary>How many requests it has struck so far.</summary>
    public int Struck => Volatile.Read(ref _struck);

    /// <exception cref="ArgumentException">A share or a number that cannot be.</exception>
    internal void Check()
    {
        if (Probability is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"A {nameof(Probability)} of {Probability} cannot be: give a share between 0 and 1.");
        }

        if (Skip < 0 || Times < 1 || Attempt < 1)
        {
            throw new ArgumentException(
                $"A fault that skips {Skip} requests, strikes {Times} times at attempt {Attempt} never strikes as meant: " +
                $"{nameof(Skip)} is 0 or more, {nameof(Times)} and {nameof(Attempt)} are 1 or more, or null.");
        }
    }

    /// <summary>Decides about one request; called under the schedule's lock.</summary>
    internal bool Strikes(S3Exchange exchange, string? key, int attempt, Random dice)
    {
        if (!Matches(exchange, key, attempt) || _struck >= (Times ?? int.MaxValue) || _seen++ < Skip)
        {
            return false;
        }

        if (Probability < 1 && dice.NextDouble() >= Probability)
        {
            return false;
        }

        _struck++;
        return true;
    }

    private bool Matches(S3Exchange exchange, string? key, int attempt) =>
        Agrees(Operation, exchange.Operation) && Agrees(PartNumber, exchange.PartNumber) && Agrees(Attempt, attempt)
        && (BucketName is null || BucketName == exchange.Target.Bucket) && (Key is null || Key == key);

    private static bool Agrees<T>(T? wanted, T? actual)
        where T : struct => wanted is null || wanted.Equals(actual);
}
