using Pudding.Jobs;
using Pudding.Protocol.Messages;

namespace Pudding.Protocol.Mapping;

internal static class OutcomeMapping
{
    private const string NoReason = "The worker gave no reason.";

    public static WireOutcome ToWire(this JobOutcome outcome) => new()
    {
        Kind = WireNames<JobOutcomeKind>.Of(outcome.Kind),
        Reason = outcome.Reason,
        DelayMs = outcome.Delay.ToMs(),
    };

    public static JobOutcome Read(WireOutcome? outcome, string field)
    {
        if (string.IsNullOrEmpty(outcome?.Kind))
            throw new WireFormatException($"{field}.kind", "is missing.");
        var reason = string.IsNullOrWhiteSpace(outcome.Reason) ? NoReason : outcome.Reason;
        return WireNames<JobOutcomeKind>.Read(outcome.Kind) switch
        {
            JobOutcomeKind.Succeeded => JobOutcome.Succeeded,
            JobOutcomeKind.Failed => JobOutcome.Failed(reason),
            JobOutcomeKind.TimedOut => JobOutcome.TimedOut(reason),
            JobOutcomeKind.InfrastructureFailed => JobOutcome.InfrastructureFailed(reason),
            JobOutcomeKind.Cancelled => JobOutcome.Cancelled,
            JobOutcomeKind.Requeue => JobOutcome.Requeue(Delay(outcome.DelayMs, field), outcome.Reason),
            _ => JobOutcome.Failed($"Its worker is newer than the host and reported an outcome that the host doesn't know: {Shown(outcome.Kind)}. {reason}"),
        };
    }

    private static TimeSpan Delay(long ms, string field)
    {
        var delay = WireTime.Read(ms, $"{field}.delayMs");
        return delay <= JobOutcome.MaxDelay ? delay : throw new WireFormatException($"{field}.delayMs", $"{ms} is more than {JobOutcome.MaxDelay.ToMs()}.");
    }

    private static string Shown(string kind) => $"'{(kind.Length <= 40 ? kind : kind[..40])}'";
}
