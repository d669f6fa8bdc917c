namespace Pudding.Jobs;

/// <summary>Jobs were refused because a field of the request is wrong. Nothing was enqueued.</summary>
public sealed class JobRejectedException : ArgumentException
{
    /// <summary>Refuses a request.</summary>
    /// <param name="errors">Every error, each beginning with the field that it is about.</param>
    public JobRejectedException(IReadOnlyList<string> errors)
        : base("The jobs were not enqueued: " + string.Join(" ", errors ?? throw new ArgumentNullException(nameof(errors)))) => Errors = errors;

    /// <summary>Every error, each beginning with the field that it is about, for example <c>Jobs[3].Queue: …</c>.</summary>
    public IReadOnlyList<string> Errors { get; }
}
