using System.Text.Json.Serialization;

namespace Pudding.Recovery;

/// <summary>Why a job that fitted the query was left alone.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecoverySkip>))]
public enum RecoverySkip
{
    /// <summary>It waits or runs: there is nothing to requeue.</summary>
    NotOver = 1,

    /// <summary>It has succeeded.</summary>
    Succeeded = 2,

    /// <summary>It is noted as requeued or discarded, or another recovery has requeued it and was about to note that.</summary>
    AlreadyResolved = 3,

    /// <summary>It was asked to stop before, and its worker has not confirmed yet.</summary>
    CancelRequested = 4,

    /// <summary>Its queue is not known on this host: see <c>AddQueue</c>.</summary>
    UnknownQueue = 5,

    /// <summary>Only the leaves of the tenant tree hold jobs, and its tenant is none now: one below or above it has jobs that are not over.</summary>
    TenantNotLeaf = 6,

    /// <summary>It changed while the recovery was under way: it ended, someone else dealt with it, or it was forgotten.</summary>
    Changed = 7,
}
