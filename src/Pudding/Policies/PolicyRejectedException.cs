namespace Pudding.Policies;

/// <summary>A change of a policy was refused. Nothing was changed.</summary>
public sealed class PolicyRejectedException : ArgumentException
{
    /// <summary>Refuses a change.</summary>
    /// <param name="errors">Every error, each with the field that it is about.</param>
    public PolicyRejectedException(IReadOnlyList<string> errors)
        : base("The policy was not changed: " + string.Join(" ", errors ?? throw new ArgumentNullException(nameof(errors)))) => Errors = errors;

    /// <summary>Every error, each with the field that it is about, for example <c>Tenant 'rails': Weight: …</c>.</summary>
    public IReadOnlyList<string> Errors { get; }
}
