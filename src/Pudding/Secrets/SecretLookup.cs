using Pudding.Workers;

namespace Pudding.Secrets;

/// <summary>The secrets of one assignment, on their way from the source to the worker.</summary>
internal sealed class SecretLookup(JobAssignment assignment, Action changed)
{
    public JobAssignment Assignment => assignment;

    public string Names => string.Join(", ", assignment.SecretNames);

    /// <summary>What the source has answered; none while it hasn't, and after it failed.</summary>
    public JobSecrets? Found { get; set; }

    /// <summary>Ends it: what was found is forgotten, what failed is tried again.</summary>
    public ITimer? End { get; set; }

    /// <summary>Tells whoever waits for the assignment to ask again.</summary>
    public void Changed() => changed();
}
