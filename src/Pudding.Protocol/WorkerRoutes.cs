namespace Pudding.Protocol;

/// <summary>Where a host serves its workers, below its own prefix (<c>/pudding/workers</c>).</summary>
public static class WorkerRoutes
{
    /// <summary>The prefix of all others.</summary>
    public const string Prefix = "/pudding/workers";

    /// <summary><c>POST</c>: a token for a credential.</summary>
    public const string Register = "/register";

    /// <summary><c>POST</c>: a new secret for the credential.</summary>
    public const string Credential = "/credential";

    /// <summary><c>POST</c>: opens a session.</summary>
    public const string Connect = "/connect";

    /// <summary><c>POST</c>: reports, and asks for work.</summary>
    public const string Heartbeat = "/heartbeat";

    /// <summary><c>POST</c>: ends a session.</summary>
    public const string Disconnect = "/disconnect";

    /// <summary><c>POST</c>, the bytes as the body: a piece of a job's log. The query names <c>job</c>, <c>token</c> and <c>offset</c>.</summary>
    public const string Log = "/log";

    /// <summary><c>GET</c>: the agent for a runtime, named by its identifier (<c>linux-x64</c>).</summary>
    public const string Agent = "/agent/{rid}";
}
