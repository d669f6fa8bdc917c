using System.Net;

namespace Pudding.Worker.Http;

/// <summary>The host has answered that it won't.</summary>
internal sealed class HostRefusedException(HttpStatusCode status, string? code, string message) : Exception(message)
{
    public HttpStatusCode Status => status;

    /// <summary>One of <c>ProblemCodes</c>, if the host said so.</summary>
    public string? Code => code;

    /// <summary>Whether the same request may be answered otherwise later.</summary>
    public bool IsPassing => status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;
}
