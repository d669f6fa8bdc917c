using Pudding.Jobs;
using Pudding.Secrets;

namespace Pudding.Tests.Secrets;

public sealed class OutcomeMaskTests
{
    private const string Value = "hunter2-hunter2";

    public static TheoryData<JobOutcome> WithReasons() =>
    [
        JobOutcome.Failed($"it was {Value}"),
        JobOutcome.TimedOut($"it was {Value}"),
        JobOutcome.InfrastructureFailed($"it was {Value}"),
        JobOutcome.Requeue(TimeSpan.FromMinutes(3), $"it was {Value}"),
    ];

    [Theory]
    [MemberData(nameof(WithReasons))]
    public void The_reason_of_every_outcome_is_masked_and_nothing_else_of_it(JobOutcome outcome)
    {
        var secrets = new JobSecrets(new Dictionary<string, SecretValue> { ["password"] = new(Value) });

        var masked = secrets.Mask(outcome);

        Assert.Equal((outcome.Kind, outcome.Delay, "it was ***"), (masked.Kind, masked.Delay, masked.Reason));
    }
}
