using System.Text.Json.Serialization;
using Pudding.Instances;

namespace Pudding.LocalProcess.Records;

/// <summary>What is written down of an instance. It is written before its processes are started, so that there is never one that nothing is known of.</summary>
internal sealed record InstanceRecord
{
    public required string Id { get; init; }

    public string? Token { get; init; }

    /// <summary>Of the request: another one with the same token is a mismatch.</summary>
    public string? Fingerprint { get; init; }

    public required string Image { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public required DateTimeOffset LaunchedAt { get; init; }

    /// <summary>What only its processes have in their environment. By it they are found when <see cref="Pid"/> could not be written any more.</summary>
    public required string Mark { get; init; }

    /// <summary>Its first process, which gives its group and session their id; 0 as long as it is not known whether it was started.</summary>
    public int Pid { get; init; }

    /// <summary>When that process was started, in the words of its process table: an id alone may have become another process's.</summary>
    public string Start { get; init; } = "";

    /// <summary>Since when its processes are asked to end.</summary>
    public DateTimeOffset? TerminatedAt { get; init; }

    /// <summary>Since when its first process is gone, while others are left.</summary>
    public DateTimeOffset? LostAt { get; init; }

    /// <summary>When none of its processes were found any more.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it ended, for people.</summary>
    public string? EndReason { get; init; }

    [JsonIgnore]
    public InstanceState State =>
        EndedAt is not null ? InstanceState.Terminated :
        (TerminatedAt ?? LostAt) is not null ? InstanceState.ShuttingDown :
        Pid == 0 ? InstanceState.Pending :
        InstanceState.Running;

    public ProviderInstance View() => new()
    {
        Id = Id, State = State, StateReason = EndReason, Token = Token, Image = Image, Tags = Tags, LaunchedAt = LaunchedAt,
    };
}
