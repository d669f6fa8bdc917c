using Pudding.Events;

namespace Pudding.Lifecycle;

/// <summary>What a store writes of a step besides the job's <see cref="JobStep.After"/>: the events that tell of it.</summary>
/// <param name="Began">An attempt began: the first event to be written, if any.</param>
/// <param name="Ended">Its time on the worker or in the queue ended: <see cref="JobRequeued"/> or <see cref="JobFinished"/>, the last event to be written, if any.</param>
/// <param name="StartedAt">When the job's newest attempt began, to be written with the job; none for a job of which no attempt has begun.</param>
public readonly record struct JobNews(JobStarted? Began, JobEvent? Ended, DateTimeOffset? StartedAt);
