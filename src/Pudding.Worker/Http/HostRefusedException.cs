using System.Net;
using Pudding.Protocol;

namespace Pudding.Worker.Http;

/// <summary>The host has answered that it won't.</summary>
internal sealed class HostRefusedException(HttpStatusCode status, string? code, string message) : Exception(message)
{
    public HttpStatusCode Status => status;

    /// <summary>One of <c>ProblemCodes</c>, if the host said so.</summary>
    public string? Code => code;

    /// <summary>Whether the same request is of no use: a host of Pudding has said so, not something on the way to it.</summary>
    public bool IsFinal => code is ProblemCodes.Token or ProblemCodes.Protocol or ProblemCodes.Invalid;
}
