using Pudding.Policies;

namespace Pudding.Tests.Policies;

/// <summary>What a random history has said of limits and pauses, kept in the plainest way: a list of who said what until when.</summary>
internal sealed class SaidPolicies(Func<double> now)
{
    private readonly List<(PolicyTarget Target, int? Max, bool? Paused, double Until)> _said = [];

    public void Set(PolicyTarget target, int? max, bool? paused, double? seconds) => _said.Add((target, max, paused, now() + seconds ?? double.MaxValue));

    public void Clear(PolicyTarget target) => _said.RemoveAll(one => one.Target == target);

    public int? Max(PolicyTarget target) => _said.LastOrDefault(one => one.Target == target && one.Max is not null && one.Until > now()).Max;

    public bool? Paused(PolicyTarget target) => _said.LastOrDefault(one => one.Target == target && one.Paused is not null && one.Until > now()).Paused;
}
