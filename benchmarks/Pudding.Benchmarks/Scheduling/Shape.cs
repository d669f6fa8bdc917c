namespace Pudding.Benchmarks.Scheduling;

/// <summary>The form of the tenant tree.</summary>
public enum Shape
{
    /// <summary>Every tenant directly under the root.</summary>
    Flat,

    /// <summary>√n organisations of √n projects.</summary>
    TwoLevels,
}
