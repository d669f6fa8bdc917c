namespace Pudding.Instances;

/// <summary>What became of a launch.</summary>
public enum LaunchStatus
{
    /// <summary>There is an instance for it.</summary>
    Launched = 1,

    /// <summary>There is none and will be none, unless it is repeated.</summary>
    Rejected = 2,

    /// <summary>There may be one: repeat it with the same token, or look for it.</summary>
    Unknown = 3,
}
