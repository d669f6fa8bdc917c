using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Pudding.Tests.Faults;

/// <summary>Many estates in trouble, each from a seed, on virtual time: whatever messages, calls and hints are lost, late or repeated, whoever dies or stands still, no job is lost,
/// none is held twice, no limit is exceeded, and each ends once.</summary>
/// <remarks><c>PUDDING_FAULT_SEEDS</c> says how many (and <c>PUDDING_FAULT_FIRST</c> from which); <c>PUDDING_FAULT_SEED</c> repeats one, and writes down what happened.</remarks>
public sealed class FaultCampaign
{
    private const int DefaultSeeds = 150;

    [Fact]
    public void Whatever_goes_wrong_no_job_is_lost_or_done_twice()
    {
        if (Read("PUDDING_FAULT_SEED") is { } single)
        {
            if (Describe(single) is { } wrong)
                Assert.Fail(wrong);
            return;
        }

        var first = Read("PUDDING_FAULT_FIRST") ?? 1;
        for (var seed = first; seed < first + (Read("PUDDING_FAULT_SEEDS") ?? DefaultSeeds); seed++)
        {
            if (Play(seed) is not null)
                Assert.Fail(Describe(seed));
        }
    }

    private static int? Read(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Play(int seed)
    {
        using var run = new FaultRun(seed);
        return run.Play();
    }

    /// <summary>Plays it again, and this time writes it down.</summary>
    private static string? Describe(int seed)
    {
        using var run = new FaultRun(seed, isVerbose: true);
        return run.Play() is { } wrong ? $"Seed {seed}, {wrong}\n{string.Join('\n', run.Written)}" : null;
    }
}
