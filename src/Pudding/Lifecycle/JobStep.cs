using Pudding.Events;

namespace Pudding.Lifecycle;

/// <summary>One step in the life of a job: what to write, and what follows from it.</summary>
/// <param name="After">The job from now on.</param>
/// <param name="Kind">What becomes of its place.</param>
/// <param name="Begins">Whether an attempt begins with this step: <see cref="JobStarted"/> is written, before the event of the end when there is one.</param>
/// <param name="Delay">For <see cref="JobStepKind.Requeued"/>: how long it waits at least.</param>
public readonly record struct JobStep(JobProgress After, JobStepKind Kind, bool Begins = false, TimeSpan Delay = default);
