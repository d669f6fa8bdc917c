using Pudding.Enrolment;

namespace Pudding.Storage;

/// <summary>A credential with what its secrets are compared with.</summary>
public sealed record StoredCredential
{
    /// <summary>The credential.</summary>
    public required WorkerCredential Credential { get; init; }

    /// <summary>The secret that is in use.</summary>
    public required CredentialSecret Secret { get; init; }

    /// <summary>The secret that takes its place when it is first used; none most of the time.</summary>
    public CredentialSecret? NextSecret { get; init; }
}
