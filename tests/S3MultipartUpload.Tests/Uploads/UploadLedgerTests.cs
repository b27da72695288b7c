using Microsoft.Extensions.Logging.Abstractions;
using S3MultipartUpload.Planning;
using S3MultipartUpload.Store;
using S3MultipartUpload.Uploads;

namespace S3MultipartUpload.Tests;

public sealed class UploadLedgerTests : IProgress<UploadProgress>
{
    private readonly List<long> _transferred = [];
    private readonly UploadLedger _ledger;

    public UploadLedgerTests()
    {
        UploadRequest request = Samples.Request(PartSource.FromMemory(Samples.Bytes(20)), progress: this);
        UploadPlan plan = UploadPlanner.Plan(request.Source, null, Samples.SmallOptions().ToPlanningRules());
        _ledger = new UploadLedger(request, plan, NullLogger.Instance, TimeProvider.System);
    }

    [Fact]
    public void Progress_falls_back_when_a_part_is_sent_again()
    {
        PartAttempt first = Attempt(1);
        first.OnSent(8);
        PartAttempt second = Attempt(1);
        second.OnSent(3);
        _ledger.OnStored(second.StoredAs("e"));
        Assert.Equal([0, 8, 0, 3, 10], _transferred);
    }

    [Fact]
    public void What_is_said_late_of_an_attempt_that_is_over_counts_no_more()
    {
        PartAttempt first = Attempt(1);
        PartAttempt second = Attempt(1);
        first.OnSent(8);
        _ledger.OnStored(second.StoredAs("e"));
        second.OnSent(10);
        Assert.Equal([0, 0, 10], _transferred);
    }

    [Fact]
    public void An_attempt_never_counts_for_more_than_its_part()
    {
        Attempt(1).OnSent(25);
        Assert.Equal([0, 10], _transferred);
    }

    void IProgress<UploadProgress>.Report(UploadProgress value) => _transferred.Add(value.BytesTransferred);

    private PartAttempt Attempt(int number)
    {
        var attempt = new PartAttempt(new PartRange(number, (number - 1) * 10, 10), Stream.Null, default);
        _ledger.OnAttempt(attempt);
        return attempt;
    }
}
