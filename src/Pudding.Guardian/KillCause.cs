namespace Pudding.Guardian;

/// <summary>Why a guardian stopped its job. The names are on the wire.</summary>
internal enum KillCause
{
    /// <summary>It didn't: the job ended by itself.</summary>
    None,

    /// <summary>The worker asked for it.</summary>
    Cancel,

    /// <summary>The deadline passed.</summary>
    Deadline,

    /// <summary>The worker is gone.</summary>
    Orphaned,
}
