using System.Globalization;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Signing;

/// <summary>Lets a request in or says why not, as S3 does for Signature Version 4, and for version 2 where that is allowed.</summary>
/// <param name="credentials">Whose signatures count.</param>
/// <param name="rules">What is let in.</param>
internal sealed class Authenticator(IReadOnlyCollection<S3Credential> credentials, SigningRules rules)
{
    private static readonly TimeSpan MaximumSkew = TimeSpan.FromMinutes(15);
    private readonly Dictionary<string, S3Credential> _credentials = credentials.ToDictionary(credential => credential.AccessKey);
    private readonly SigningKeys _keys = new();

    /// <returns>The chain that verifies the chunks of the body, where the body is signed chunk by chunk.</returns>
    public ChunkSignatures? Authenticate(S3Exchange exchange)
    {
        if (rules.AllowSignatureV2 && SignatureV2.Read(exchange) is { } old)
        {
            Authenticate(exchange, old);
            return null;
        }

        if (RequestSignature.Read(exchange) is not { } signature)
        {
            AuthenticateNobody(exchange);
            return null;
        }

        S3Credential credential = Find(signature.AccessKey, SessionToken(exchange));
        CheckScope(signature, rules.Region);
        CheckTime(signature);
        signature.CheckCovers(exchange);
        string payloadHash = PayloadHash(exchange, signature);
        SigningKey key = _keys.Of(credential, signature.Scope);
        string canonical = CanonicalRequest.Create(exchange, signature, payloadHash);
        string toSign = $"{RequestSignature.Algorithm}\n{signature.Timestamp}\n{signature.Scope}\n{Hex.Sha256(canonical)}";
        if (!key.Verifies(toSign, signature.Signature))
        {
            throw S3Errors.SignatureDoesNotMatch(signature.AccessKey, signature.Signature, toSign, canonical);
        }

        CheckMayWrite(credential, exchange);
        return ContentHash.IsSignedByChunk(payloadHash) ? new ChunkSignatures(key, signature) : null;
    }

    /// <summary>Lets a form in by the signature of its policy.</summary>
    public void Authenticate(PolicySignature signature)
    {
        S3Credential credential = Find(signature.AccessKey, signature.SessionToken);
        string region = rules.Region;
        if (signature.Scope is { } scope && scope.Split('/')[1] != region)
        {
            throw S3Errors.InvalidArgument(
                $"Error parsing the X-Amz-Credential parameter; the region '{scope.Split('/')[1]}' is wrong; expecting '{region}'",
                "X-Amz-Credential",
                $"{signature.AccessKey}/{scope}");
        }

        if (!signature.IsBy(credential.SecretKey))
        {
            throw S3Errors.SignatureDoesNotMatch(signature.AccessKey, signature.Signature, signature.Policy, null);
        }

        if (credential.ReadOnly)
        {
            throw S3Errors.AccessDenied("This access key may only read.");
        }
    }

    /// <summary>What becomes of a request that nobody has signed: it may do what everybody may, unless nobody needs to sign here.</summary>
    public void AuthenticateNobody(S3Exchange exchange) => exchange.IsAnonymous = !rules.AllowAnonymous;

    private static string? SessionToken(S3Exchange exchange) =>
        exchange.Header("x-amz-security-token") ?? exchange.Query("X-Amz-Security-Token");

    private static void CheckMayWrite(S3Credential credential, S3Exchange exchange)
    {
        if (credential.ReadOnly && exchange.Http.Request.Method is not ("GET" or "HEAD"))
        {
            throw S3Errors.AccessDenied("This access key may only read.");
        }
    }

    private void Authenticate(S3Exchange exchange, SignatureV2 signature)
    {
        S3Credential credential = Find(signature.AccessKey, SessionToken(exchange));
        CheckTime(signature);

        if (!signature.IsBy(credential.SecretKey))
        {
            throw S3Errors.SignatureDoesNotMatch(signature.AccessKey, signature.Signature, signature.Text, null);
        }

        if (ContentHash.IsSignedByChunk(exchange.Header("x-amz-content-sha256")))
        {
            throw S3Errors.InvalidRequest("Chunks are signed by AWS4-HMAC-SHA256, and so is their request.");
        }

        CheckMayWrite(credential, exchange);
    }

    private S3Credential Find(string accessKey, string? sessionToken)
    {
        S3Credential credential = _credentials.GetValueOrDefault(accessKey) ?? throw S3Errors.InvalidAccessKeyId(accessKey);
        if (credential.SessionToken == sessionToken)
        {
            return credential;
        }

        // S3 knows the keys of a session only together with their token.
        throw sessionToken is null
            ? S3Errors.InvalidAccessKeyId(accessKey)
            : new S3ErrorException(400, "InvalidToken", "The provided token is malformed or otherwise invalid.");
    }

    private static void CheckScope(RequestSignature signature, string region)
    {
        if (signature.Region != region)
        {
            throw new S3ErrorException(400, "AuthorizationHeaderMalformed", $"The authorization header is malformed; the region " +
                $"'{signature.Region}' is wrong; expecting '{region}'")
            {
                Details = [("Region", region)],
            };
        }

        if (!signature.Timestamp.StartsWith(signature.Date, StringComparison.Ordinal))
        {
            throw new S3ErrorException(400, "AuthorizationHeaderMalformed", "The authorization header is malformed; the " +
                "credential's date is not the request's.");
        }
    }

    private void CheckTime(SignatureV2 signature)
    {
        DateTimeOffset now = rules.Time.GetUtcNow();
        if (signature.Expires is { } expires)
        {
            if (now.ToUnixTimeSeconds() > long.Parse(expires, CultureInfo.InvariantCulture))
            {
                throw S3Errors.AccessDenied("Request has expired");
            }
        }
        else if (!DateTimeOffset.TryParse(
            signature.Date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset signed))
        {
            throw S3Errors.AccessDenied("AWS authentication requires a valid Date or x-amz-date header");
        }
        else if ((now - signed).Duration() > MaximumSkew)
        {
            throw S3Errors.RequestTimeTooSkewed(signature.Date, now);
        }
    }

    private void CheckTime(RequestSignature signature)
    {
        DateTimeOffset now = rules.Time.GetUtcNow();
        if (signature.Expires is not { } expires)
        {
            if ((now - signature.Time).Duration() > MaximumSkew)
            {
                throw S3Errors.RequestTimeTooSkewed(signature.Timestamp, now);
            }

            return;
        }

        if (signature.Time > now + MaximumSkew)
        {
            throw S3Errors.AccessDenied("Request is not valid yet");
        }

        if (now > signature.Time + expires)
        {
            throw S3Errors.AccessDenied("Request has expired");
        }
    }

    private string PayloadHash(S3Exchange exchange, RequestSignature signature)
    {
        string? hash = exchange.Header("x-amz-content-sha256") ?? exchange.Query("X-Amz-Content-Sha256");
        if (signature.Expires is not null)
        {
            return hash ?? ContentHash.Unsigned;
        }

        return hash switch
        {
            null => throw S3Errors.InvalidRequest("Missing required header for this request: x-amz-content-sha256"),
            _ when !ContentHash.IsKnown(hash) => throw S3Errors.InvalidArgument(
                "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, " +
                "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
                "x-amz-content-sha256",
                hash),

            // Nothing but TLS would protect such a body.
            ContentHash.Unsigned or ContentHash.UnsignedTrailer when !exchange.Http.Request.IsHttps && !rules.AllowUnsignedOverHttp =>
                throw S3Errors.InvalidRequest($"{hash} is accepted over HTTPS only."),
            _ => hash,
        };
    }
}
