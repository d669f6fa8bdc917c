using Pudding.Tenants;

namespace Pudding.Policies;

/// <summary>What one layer says of a node of the tenant tree, or of a plan. What is left out is not said here: the layer below says it, and in the end the default.</summary>
/// <remarks>To lift what a layer below says, say a number that is large enough (<see cref="int.MaxValue"/> as a limit); to take a tenant off its plan, assign one that
/// says nothing.</remarks>
public sealed record TenantSettings
{
    /// <summary>Nothing said.</summary>
    public static TenantSettings Empty { get; } = new();

    /// <inheritdoc cref="TenantPolicy.Weight" />
    public double? Weight { get; init; }

    /// <inheritdoc cref="TenantPolicy.MaxConcurrent" />
    public int? MaxConcurrent { get; init; }

    /// <inheritdoc cref="TenantPolicy.BorrowIdle" />
    public bool? BorrowIdle { get; init; }

    /// <inheritdoc cref="TenantPolicy.BorrowCeiling" />
    public int? BorrowCeiling { get; init; }

    /// <inheritdoc cref="TenantPolicy.Guarantee" />
    public int? Guarantee { get; init; }

    /// <inheritdoc cref="TenantPolicy.StartsPerMinute" />
    public double? StartsPerMinute { get; init; }

    /// <inheritdoc cref="TenantPolicy.StartBurst" />
    public int? StartBurst { get; init; }

    /// <inheritdoc cref="TenantPolicy.Paused" />
    public bool? Paused { get; init; }

    /// <summary>The plan whose settings lie under everything that is said of this tenant itself. A plan has none of its own.</summary>
    public string? Plan { get; init; }

    /// <summary>These settings on top of others: what these leave out, those say.</summary>
    public TenantSettings Over(TenantSettings below)
    {
        ArgumentNullException.ThrowIfNull(below);
        return new TenantSettings
        {
            Weight = Weight ?? below.Weight,
            MaxConcurrent = MaxConcurrent ?? below.MaxConcurrent,
            BorrowIdle = BorrowIdle ?? below.BorrowIdle,
            BorrowCeiling = BorrowCeiling ?? below.BorrowCeiling,
            Guarantee = Guarantee ?? below.Guarantee,
            StartsPerMinute = StartsPerMinute ?? below.StartsPerMinute,
            StartBurst = StartBurst ?? below.StartBurst,
            Paused = Paused ?? below.Paused,
            Plan = Plan ?? below.Plan,
        };
    }

    /// <summary>These settings without those fields that others say too.</summary>
    internal TenantSettings Except(TenantSettings others) => new()
    {
        Weight = others.Weight is null ? Weight : null,
        MaxConcurrent = others.MaxConcurrent is null ? MaxConcurrent : null,
        BorrowIdle = others.BorrowIdle is null ? BorrowIdle : null,
        BorrowCeiling = others.BorrowCeiling is null ? BorrowCeiling : null,
        Guarantee = others.Guarantee is null ? Guarantee : null,
        StartsPerMinute = others.StartsPerMinute is null ? StartsPerMinute : null,
        StartBurst = others.StartBurst is null ? StartBurst : null,
        Paused = others.Paused is null ? Paused : null,
        Plan = others.Plan is null ? Plan : null,
    };

    /// <summary>These settings without one field.</summary>
    internal TenantSettings Without(string field) => field switch
    {
        nameof(Weight) => this with { Weight = null },
        nameof(MaxConcurrent) => this with { MaxConcurrent = null },
        nameof(BorrowCeiling) => this with { BorrowCeiling = null },
        nameof(Guarantee) => this with { Guarantee = null },
        nameof(StartsPerMinute) => this with { StartsPerMinute = null },
        nameof(StartBurst) => this with { StartBurst = null },
        nameof(Plan) => this with { Plan = null },
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "No field that can be wrong by itself."),
    };

    /// <summary>The policy that these settings are when no layer below says anything.</summary>
    internal TenantPolicy ToPolicy() => new()
    {
        Weight = Weight ?? TenantPolicy.Default.Weight,
        MaxConcurrent = MaxConcurrent,
        BorrowIdle = BorrowIdle ?? TenantPolicy.Default.BorrowIdle,
        BorrowCeiling = BorrowCeiling,
        Guarantee = Guarantee ?? TenantPolicy.Default.Guarantee,
        StartsPerMinute = StartsPerMinute,
        StartBurst = StartBurst ?? TenantPolicy.Default.StartBurst,
        Paused = Paused ?? TenantPolicy.Default.Paused,
    };
}
