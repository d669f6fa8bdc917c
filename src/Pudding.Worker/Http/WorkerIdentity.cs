using System.Text.Json.Serialization;

namespace Pudding.Worker.Http;

/// <summary>Who this worker is to its farm, as it is kept on this machine. Secret.</summary>
internal sealed record WorkerIdentity
{
    /// <summary>The secret of the credential; made here, before the farm is asked, so that an answer that is lost can be asked for again.</summary>
    public required string Secret { get; init; }

    /// <summary>The secret that is about to replace it: the farm may know it already.</summary>
    public string? NextSecret { get; init; }

    /// <summary>Names the credential; none until the farm has answered.</summary>
    public string? Credential { get; init; }

    /// <summary>The worker's name in the farm.</summary>
    public string? WorkerId { get; init; }

    /// <summary>How long the credential held when it was new.</summary>
    public long LifetimeMs { get; init; }

    [JsonIgnore]
    public bool IsRegistered => Credential is not null;

    public override string ToString() => $"{nameof(WorkerIdentity)} {{ {WorkerId} }}";
}
