namespace Pudding.Jobs;

/// <summary>Which jobs of a group to run again.</summary>
public enum RerunScope
{
    /// <summary>Those that failed.</summary>
    Failed = 0,

    /// <summary>Those that failed or were cancelled: what a group that fails fast needs to be whole.</summary>
    FailedOrCancelled = 1,

    /// <summary>Every job, also those that succeeded.</summary>
    All = 2,
}
