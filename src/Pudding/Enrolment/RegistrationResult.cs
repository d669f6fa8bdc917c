namespace Pudding.Enrolment;

/// <summary>Whether a machine was let in.</summary>
/// <param name="Status">Whether, or why not.</param>
/// <param name="Credential">Its credential; none when it was not.</param>
public readonly record struct RegistrationResult(RegistrationStatus Status, WorkerCredential? Credential = null);
