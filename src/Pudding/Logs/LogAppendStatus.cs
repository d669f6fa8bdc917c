namespace Pudding.Logs;

/// <summary>What became of a piece of a log. Numbers are stable: the wire keeps them.</summary>
public enum LogAppendStatus
{
    /// <summary>A value that a newer version wrote and this one doesn't know.</summary>
    Unknown = 0,

    /// <summary>It is there: appended now, or before.</summary>
    Appended = 1,

    /// <summary>The log has reached its cap: it is dropped, and so will be all that follows. Nothing more need be sent.</summary>
    Full = 2,

    /// <summary>There would be a gap before it: nothing was appended, send again from <see cref="LogAppendResult.NextOffset"/>.</summary>
    Gap = 3,

    /// <summary>The lease is not the job's newest, or another worker's, or the job is unknown or over: nothing was appended, nothing will be.</summary>
    Refused = 4,
}
