namespace Pudding.Routing;

/// <summary>Why a matcher of a routing rule doesn't match a job.</summary>
public enum RoutingMissKind
{
    /// <summary>The job lacks a label.</summary>
    LabelMissing,

    /// <summary>The job's label has another value.</summary>
    LabelDiffers,

    /// <summary>The job has a label that it should lack.</summary>
    LabelPresent,

    /// <summary>The job's tenant fits no glob.</summary>
    TenantDiffers,

    /// <summary>The job's tenant is not among the percentage of tenants.</summary>
    OutsidePercentage,
}
