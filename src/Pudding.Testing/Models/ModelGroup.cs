using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Testing.Models;

/// <summary>A group as the model sees it.</summary>
internal sealed class ModelGroup(NewJobGroup request)
{
    public NewJobGroup Request { get; } = request;

    /// <summary>See <see cref="Operation.Choose"/>.</summary>
    public int Key { get; init; }

    public List<ModelJob> Jobs { get; } = [];

    public JobGroupId? SupersededBy { get; set; }

    public bool IsOver => Jobs.All(static job => job.State.IsFinal());

    public string Tell()
    {
        var (failed, cancelled) = (Count(JobState.Failed), Count(JobState.Cancelled));
        var state = failed > 0 ? JobState.Failed : cancelled > 0 ? JobState.Cancelled : JobState.Succeeded;
        return $"group {Request.Id} finished: {state}, {Count(JobState.Succeeded)} succeeded, {failed} failed, {cancelled} cancelled";
    }

    private int Count(JobState state) => Jobs.Count(job => job.State == state);
}
