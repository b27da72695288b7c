using System.CommandLine;
using System.Globalization;
using S3MultipartUpload.Benchmarks.Endpoints;
using S3MultipartUpload.Benchmarks.Sink;
using S3MultipartUpload.Benchmarks.Stores;

namespace S3MultipartUpload.Benchmarks.CommandLine;

/// <summary>
/// Measures how fast the endpoint of S3MultipartUpload.Testing is, beside the web server alone and a sink that does next to nothing, and
/// what the client takes of the same machine.
/// </summary>
internal sealed class EndpointCommand : Command
{
    private const int Parts = 16;

    private readonly Option<int> _loops = new("--clients")
    {
        Description = "How many PUTs are under way at one time.",
        DefaultValueFactory = _ => 16,
    };

    private readonly Option<int> _seconds = new("--seconds")
    {
        Description = "How long PUTs are counted.",
        DefaultValueFactory = _ => 10,
    };

    public EndpointCommand()
        : base("endpoint", "Measures PUTs of 4 KiB and an upload of 1 GiB over http by the AWS SDK, and the CPU time of both sides.")
    {
        Add(_loops);
        Add(_seconds);
        SetAction((arguments, cancellationToken) => RunAsync(
            arguments.GetValue(_loops), TimeSpan.FromSeconds(arguments.GetValue(_seconds)), cancellationToken));
    }

    private static async Task RunAsync(int loops, TimeSpan duration, CancellationToken cancellationToken)
    {
        (string Name, StoreSettings Settings)[] stores =
        [
            ("the endpoint, in memory", new StoreSettings(null, IsHttps: false, Kind: StoreKind.EndpointInMemory)),
            ("the web server alone", new StoreSettings(null, IsHttps: false, Kind: StoreKind.WebServer)),
            ("a sink", new StoreSettings(null, IsHttps: false, SinkLine.Near)),
        ];
        await using (EndpointMeter first = await EndpointMeter.StartAsync(stores[^1].Settings, cancellationToken))
        {
            // So that no store pays for the compilation of the client.
            await first.PutAsync(loops, TimeSpan.Zero, cancellationToken);
        }

        Console.WriteLine("| PUTs of 4 KiB | a second | client, CPU µs each | store, CPU µs each |\n|---|---|---|---|");
        foreach ((string name, StoreSettings settings) in stores)
        {
            await using EndpointMeter meter = await EndpointMeter.StartAsync(settings, cancellationToken);
            EndpointCost cost = await meter.PutAsync(loops, duration, cancellationToken);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {cost.Amount / cost.WallSeconds:N0} | {cost.ClientSeconds / cost.Amount * 1e6:N0} " +
                $"| {cost.StoreSeconds / cost.Amount * 1e6:N0} |"));
        }

        Console.WriteLine("\n| an upload of 1 GiB | s | client, CPU s/GiB | store, CPU s/GiB |\n|---|---|---|---|");
        foreach ((string name, StoreSettings settings) in stores.Take(2).Append(
            ("the endpoint, bytes forgotten", new StoreSettings(null, IsHttps: false))))
        {
            await using EndpointMeter meter = await EndpointMeter.StartAsync(settings, cancellationToken);
            EndpointCost cost = await meter.UploadAsync(Parts, cancellationToken);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {cost.WallSeconds:N1} | {cost.ClientSeconds / cost.Amount:N2} | {cost.StoreSeconds / cost.Amount:N2} |"));
        }
    }
}
