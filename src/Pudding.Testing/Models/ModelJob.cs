using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Workers;

namespace Pudding.Testing.Models;

/// <summary>A job as the model sees it. Times count from the beginning of the run.</summary>
internal sealed class ModelJob(NewJob request, ModelGroup group, string name)
{
    public NewJob Request { get; } = request;

    public ModelGroup Group { get; } = group;

    public string Name { get; } = name;

    public JobId Id => Request.Id;

    /// <summary>See <see cref="Operation.Choose"/>.</summary>
    public int Key { get; init; }

    public long Sequence { get; set; }

    public JobState State { get; set; } = JobState.Pending;

    public JobCause Cause { get; set; }

    public int Attempt { get; set; }

    public int Losses { get; set; }

    public bool ToBeCancelled { get; set; }

    public TimeSpan CancelAskedAt { get; set; }

    public ModelWorker? Worker { get; set; }

    public long Token { get; set; }

    public bool IsBorrowed { get; set; }

    public TimeSpan LeaseUntil { get; set; }

    public TimeSpan ReadyAt { get; set; }

    public TimeSpan QueueUntil { get; set; } = TimeSpan.MaxValue;

    public TimeSpan RunningSince { get; set; }

    /// <summary>The session that its newest claim was made for.</summary>
    public long Session { get; set; }

    /// <summary>Whether that session was told of it: then it may be running.</summary>
    public bool WasDelivered { get; set; }

    public LeaseKey Lease => new(Id, Token);

    public bool IsActive => State is JobState.Assigned or JobState.Running;

    public bool IsReady(TimeSpan now) => State == JobState.Pending && ReadyAt <= now && QueueUntil > now;
}
