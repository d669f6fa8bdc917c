namespace Pudding.Workers;

/// <summary>A worker that the host has registered: its settings and how to make the handler of a job from the job's scope.</summary>
internal sealed record WorkerDescriptor(WorkerOptions Options, Func<IServiceProvider, IJobHandler> CreateHandler)
{
    public string Name => Options.Name ?? string.Join('+', Options.Queues);
}
