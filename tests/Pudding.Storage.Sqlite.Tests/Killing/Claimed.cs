using Pudding.Events;

namespace Pudding.Storage.Sqlite.Tests.Killing;

/// <summary>A job's time with a worker, as the events tell of it.</summary>
internal sealed record Claimed(Guid Job, string Worker, long Token)
{
    public bool HasStarted { get; set; }

    /// <summary>How it ended; none while it goes on.</summary>
    public JobEvent? End { get; set; }
}
