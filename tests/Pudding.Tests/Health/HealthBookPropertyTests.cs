using CsCheck;
using Pudding.Health;
using Pudding.Instances;
using Pudding.Jobs;

namespace Pudding.Tests.Health;

public sealed class HealthBookPropertyTests
{
    private static readonly string[] Workers = ["w0", "w1", "w2"];

    private static readonly Gen<Step> Steps = Gen.Select(Gen.Int[1, 12], Gen.Int[0, 2], Gen.Int[0, 9], Gen.Int[0, 20])
        .Select(static t => new Step(t.Item1, $"w{t.Item2}", t.Item3, TimeSpan.FromMinutes(t.Item4)));

    [Fact]
    public void The_running_sums_are_those_of_counting_all_that_is_in_the_window() => Steps.Array[1, 60].Sample(
        steps =>
        {
            var jobs = new BookedJobs();
            List<End> ends = [];
            foreach (var step in steps)
            {
                jobs.Now += step.Pause;
                if (step.Kind == 9)
                {
                    jobs.Change(CellKey.Worker(step.Worker), CellPhase.Draining, CellPhase.Ready);
                    ends.RemoveAll(end => end.Worker == step.Worker);
                }
                else
                {
                    var cause = step.Kind < 5 ? JobCause.None : step.Kind < 8 ? JobCause.HandlerFailed : JobCause.InfrastructureFailed;
                    jobs.Assign(step.Job, step.Worker, step.Group);
                    Expire();
                    jobs.Finish(step.Job, step.Worker, cause, step.Group);
                    if (!ends.Exists(end => end.Worker == step.Worker && end.Job == step.Job))
                        ends.Add(new End(jobs.Now - TimeSpan.FromSeconds(1), step.Worker, step.Job, step.Group, cause != JobCause.None));
                }

                Expire();
            }

            foreach (var worker in Workers)
            {
                var expected = ends.Where(end => end.Worker == worker).Select(static end => end.Group).Distinct().Select(group => new Stratum(
                    ends.Count(end => end.Worker == worker && end.Group == group && end.HasFailed),
                    ends.Count(end => end.Worker == worker && end.Group == group),
                    ends.Count(end => end.Group == group && end.HasFailed),
                    ends.Count(end => end.Group == group)));
                Assert.Equal(expected.OrderBy(static stratum => stratum.ToString()), jobs.Of(worker).Groups.OrderBy(static stratum => stratum.ToString()));
                Assert.Equal(ends.Count(end => end.Worker == worker), jobs.Of(worker).Ended);
            }

            void Expire() => ends.RemoveAll(end => end.At < jobs.Now - TimeSpan.FromSeconds(1) - jobs.Options.Window);
        },
        iter: 300,
        seed: "0000KMDD6cs3");

    private sealed record Step(int Job, string Worker, int Kind, TimeSpan Pause)
    {
        public int Group => Job / 4;
    }

    private sealed record End(DateTimeOffset At, string Worker, int Job, int Group, bool HasFailed);
}
