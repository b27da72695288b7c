using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>What interrupts an upload, drawn by a seed.</summary>
internal static class Interruption
{
    private static readonly S3Operation[] Operations =
    [
        S3Operation.CreateMultipartUpload, S3Operation.UploadPart, S3Operation.UploadPart, S3Operation.UploadPart,
        S3Operation.CompleteMultipartUpload, S3Operation.ListParts, S3Operation.HeadObject,
    ];

    private static readonly S3Operation[] Looks = [S3Operation.HeadObject, S3Operation.ListParts];

    public static Fault Draw(Random random, string key)
    {
        S3Operation operation = Operations[random.Next(Operations.Length)];
        if (random.Next(8) == 0)
        {
            // The credentials may only write; or they expire, and are not renewed.
            return random.Next(3) > 0
                ? new Fault { Operation = Looks[random.Next(2)], Key = key, Effect = FaultEffect.Status(403, "AccessDenied") }
                : new Fault { Key = key, Skip = random.Next(12), Effect = FaultEffect.ExpiredCredentials };
        }

        FaultEffect effect = random.Next(11) switch
        {
            0 => FaultEffect.Status(403, "AccessDenied"),
            1 => FaultEffect.Status(500, "InternalError"),
            2 => FaultEffect.ConnectionReset,
            3 => FaultEffect.ConnectionClose,
            4 => FaultEffect.ResetAfter(random.Next(2_000)),
            5 => FaultEffect.TruncateReply(random.Next(100)),
            9 => FaultEffect.ExpiredCredentials,
            6 when operation == S3Operation.ListParts => FaultEffect.LaggingListParts(random.Next(1, 4)),
            7 when operation == S3Operation.UploadPart => FaultEffect.UploadVanished,
            8 when operation == S3Operation.CompleteMultipartUpload => FaultEffect.EmptyOk(done: random.Next(2) == 0),
            _ => FaultEffect.DropReply,
        };
        return new Fault { Operation = operation, Key = key, Skip = random.Next(4), Times = random.Next(1, 4), Effect = effect };
    }
}
