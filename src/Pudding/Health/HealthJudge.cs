using System.Globalization;

namespace Pudding.Health;

/// <summary>Says whether a worker is sick: a pure function of what is known of it.</summary>
internal static class HealthJudge
{
    /// <returns>Why it is sick, with figures, for people; <c>null</c> when it is not, or nothing is certain.</returns>
    public static string? Judge(HealthEvidence evidence, HealthOptions options)
    {
        if (evidence.InfrastructureFailures is { Count: var count } failures && count >= options.InfrastructureFailures)
            return $"{count} jobs in a row failed because of the machine, and none succeeded in between. The newest: {failures[^1]}";
        if (!evidence.IsDue)
            return null;

        // Who looks often enough sees a chance event: the k-th look may use 1/(k(k+1)) of the significance, and all looks of a window together use no more than the whole. Two comparisons share it.
        var look = Math.Max(1, evidence.Ended / options.MinJobs);
        var significance = options.Significance / 2 / ((double)look * (look + 1));
        return Compare(evidence.Groups, significance, options, "jobs", "groups")
            ?? Compare(evidence.Tenants, significance, options, "builds", "tenants");
    }

    private static string? Compare(IReadOnlyList<Stratum> strata, double significance, HealthOptions options, string what, string among)
    {
        var compared = strata.Where(static stratum => stratum.HasPeers).Sum(static stratum => stratum.Own);
        if (compared < options.MinJobs)
            return null;

        var failed = 0;
        var expected = 0.0;
        foreach (var stratum in strata.Where(static stratum => stratum.Tells))
        {
            failed += stratum.OwnFailed;
            expected += stratum.Expected;
        }

        if (failed == 0 || failed < options.MinRatio * expected || ExactTest.Probability(strata) is var probability && probability > significance)
            return null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{failed} of {compared} {what} failed; at the rate at which others of their {among} failed on other workers it would be {expected:0.#} (probability by chance: {Math.Max(probability, 1e-12):0.#e-0}).");
    }
}
