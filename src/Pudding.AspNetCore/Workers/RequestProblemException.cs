using Microsoft.AspNetCore.Http;
using Pudding.Protocol;

namespace Pudding.AspNetCore.Workers;

/// <summary>A request is answered with a problem instead.</summary>
#pragma warning disable CA1032, CA1064 // made here only, and caught here
internal sealed class RequestProblemException(int status, string code, string detail, string? field = null, TimeSpan? retryAfter = null) : Exception(detail)
#pragma warning restore CA1032, CA1064
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public string? Field { get; } = field;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    public static RequestProblemException Invalid(string field, string problem) => new(StatusCodes.Status400BadRequest, ProblemCodes.Invalid, $"{field}: {problem}", field);

    public static RequestProblemException WrongToken(string detail) => new(StatusCodes.Status401Unauthorized, ProblemCodes.Token, detail, "token");

    public static RequestProblemException WrongCredential() => new(
        StatusCodes.Status401Unauthorized,
        ProblemCodes.Credential,
        "The credential is wrong, over or revoked. A worker sends 'Authorization: Bearer', the credential's id, a dot, and its secret; one without registers with a token.");

    public static RequestProblemException TooLarge(long limit) =>
        new(StatusCodes.Status413PayloadTooLarge, ProblemCodes.TooLarge, $"The message has more than {limit} bytes.");

    public static RequestProblemException TooMany(TimeSpan retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, ProblemCodes.TooMany, "There were too many failures from this address. Wait as long as Retry-After says.", retryAfter: retryAfter);

    public static RequestProblemException Unavailable(string detail) =>
        new(StatusCodes.Status503ServiceUnavailable, ProblemCodes.Unavailable, detail, retryAfter: TimeSpan.FromSeconds(1));

    public static RequestProblemException TooOld(int theirs) => new(
        StatusCodes.Status400BadRequest,
        ProblemCodes.Protocol,
        $"protocol: {theirs} is not spoken here; this host speaks {ProtocolVersions.Oldest} to {ProtocolVersions.Current}. Bring the worker to the host's version, or to the one before.",
        "protocol");
}
