using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Workers;

/// <summary>A job that a drain waits for.</summary>
public sealed record DrainingJob
{
    /// <summary>Names the job.</summary>
    public required JobId Id { get; init; }

    /// <summary>For people.</summary>
    public string? Name { get; init; }

    /// <summary>Who the work is for.</summary>
    public required TenantPath Tenant { get; init; }

    /// <summary>The queue that it waited in.</summary>
    public required string Queue { get; init; }

    /// <summary>The worker that has it.</summary>
    public required string WorkerId { get; init; }

    /// <summary>How long it has held its slot.</summary>
    public required TimeSpan HeldFor { get; init; }

    /// <summary>For people: <c>'test, ruby 3.4' of rails/rails (00:04:10)</c>.</summary>
    public override string ToString() =>
        $"{(Name is null ? Id.ToString() : $"'{Name}'")} of {Tenant} ({TimeSpan.FromSeconds(Math.Floor(HeldFor.TotalSeconds)):c})";
}
