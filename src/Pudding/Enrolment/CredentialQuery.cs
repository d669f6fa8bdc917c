namespace Pudding.Enrolment;

/// <summary>Which credentials. Left as it is: all of them.</summary>
public sealed record CredentialQuery
{
    /// <summary>The one of this id.</summary>
    public string? Id { get; init; }

    /// <summary>Those that were made from this token.</summary>
    public string? TokenId { get; init; }

    /// <summary>Those of this worker.</summary>
    public string? WorkerId { get; init; }

    /// <summary>Those of workers on this instance.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Whether a credential fits: the meaning of each field, for stores that do not ask a database.</summary>
    public bool Matches(WorkerCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return (Id is null || credential.Id == Id)
            && (TokenId is null || credential.TokenId == TokenId)
            && (WorkerId is null || credential.WorkerId == WorkerId)
            && (InstanceId is null || credential.Grant.InstanceId == InstanceId);
    }
}
