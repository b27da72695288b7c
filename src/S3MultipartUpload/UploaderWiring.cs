using System.Runtime.CompilerServices;
using Amazon.S3;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.Copying;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Line;
using S3MultipartUpload.Parts;
using S3MultipartUpload.Profiles;
using S3MultipartUpload.Sessions;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;
using S3MultipartUpload.Uploads;

namespace S3MultipartUpload;

/// <summary>Puts the rooms together that an uploader is made of.</summary>
internal sealed class UploaderWiring
{
    /// <summary>The clients that were warned of; an uploader may be made for every request of an application.</summary>
    private static readonly ConditionalWeakTable<IAmazonS3, object> Warned = [];

    /// <param name="client">The client.</param>
    /// <param name="given">The options, as the caller has them.</param>
    /// <param name="shared">What it shares with other uploaders; null where it has limits of its own.</param>
    /// <param name="logger">The log.</param>
    /// <param name="time">The clock.</param>
    public UploaderWiring(
        IAmazonS3 client, S3MultipartUploadOptions given, PartBudget? shared, ILogger logger, TimeProvider time)
    {
        Options = given.ResolvedFor(client.Config);
        if (AmazonS3ConfigExtensions.CostsOf(client.Config, Options.MaxConcurrentRequests) is { } costs && Warned.TryAdd(client, Warned))
        {
            Log.ClientNotForUploads(logger, costs);
        }

        ProviderProfile profile = Options.Store;
        var rules = Options.ToPlanningRules();
        PartBudget budget = shared ?? PartBudget.Of(Options, time);
        Line = budget.Line;
        Deadline = new Deadline(Options.AbortTimeout, time);

        // The one room that calls the store, by the application's pipeline and, for the clean-up, by our own.
        var gateway = new MultipartGateway(client, profile, Options.UnsignedPayloadOverHttp);
        var copies = new CopyGateway(client, profile);
        Objects = new ObjectGateway(client, profile, Options.UnsignedPayloadOverHttp);
        var patience = new Patience(Options, client.Config, time);
        StoreName = StoreEndpoint.NameOf(client.Config);
        string? address = StoreEndpoint.AddressOf(client.Config);
        Calls = new StoreCalls(RequestPipeline.Build(Options, time), patience, Line, logger, address);
        var cleanUp = new StoreCalls(RequestPipeline.BuiltIn(Options, time), patience, Line, logger, address);
        var listing = new PartListing(gateway, Calls);
        var opening = new UploadOpening(gateway, Calls, Deadline);

        // What sends, completes and settles, for uploads and sessions alike.
        var copying = new CopyPreparation(new SourceObjects(Objects, copies, Calls, profile, Options.Concurrency.Initial), Options);
        var executor = new PartExecutor(gateway, Calls, budget, new PartHedge(Line, time, logger, Options.SlowPartFactor));
        var transfer = new PartTransfer(executor, new PartCopier(copies, Calls, budget), new PartFetch(budget.Buffers, Calls));
        var completer = new UploadCompleter(gateway, Objects, Calls);
        var settler = new Settler(Objects, new UploadRemoval(gateway, cleanUp), cleanUp, Deadline);

        var storing = new ObjectStoring(
            opening,
            new SinglePut(Objects, profile, executor, logger),
            new SingleCopy(copies, Calls),
            transfer,
            new PartSender(executor, transfer, budget.Buffers, Line.MostParts, new Deadline(Options.DrainTimeout, time)),
            new UploadFinish(completer, new PartRepair(listing, transfer, profile, logger)));
        var run = new UploadRun(new EarlierRun(listing, Objects, Calls), storing, settler, Deadline);
        var resumable = new ResumableUpload(run, settler, rules, Deadline, logger);
        Uploads = new ObjectUploads(run, resumable, copying, settler, Calls, Deadline, rules, Options);
        Sessions = new SessionStart(
            opening,
            new SessionSender(transfer, copying, rules, budget.Buffers),
            new SpanSender(executor, transfer, rules, Line.MostParts),
            new PartSigner(new PresigningGateway(client), profile.Limits, time),
            new SessionCompletion(listing, completer, settler, Deadline, profile),
            settler,
            Deadline,
            Options,
            logger);
    }

    /// <summary>As they were when the uploader was made, with what the client tells of the store.</summary>
    public S3MultipartUploadOptions Options { get; }

    public string? StoreName { get; }

    public RequestLine Line { get; }

    public Deadline Deadline { get; }

    public ObjectGateway Objects { get; }

    public StoreCalls Calls { get; }

    public ObjectUploads Uploads { get; }

    public SessionStart Sessions { get; }
}
