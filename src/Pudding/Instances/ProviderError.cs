namespace Pudding.Instances;

/// <summary>What went wrong with a provider.</summary>
public sealed record ProviderError
{
    private ProviderError(ProviderErrorKind kind, string message, string? subject = null, TimeSpan? retryAfter = null)
    {
        Kind = kind;
        Message = message;
        Subject = subject;
        RetryAfter = retryAfter;
    }

    /// <summary>Which of them: decides what is done about it.</summary>
    public ProviderErrorKind Kind { get; }

    /// <summary>For people. Never holds a credential or bootstrap data.</summary>
    public string Message { get; }

    /// <summary>What it is about: the offering without capacity, the quota that is reached, the field that is wrong, the id or token that was asked for; none otherwise.</summary>
    public string? Subject { get; }

    /// <summary>How long to wait, where the provider said so.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The provider has no such machine to give at present.</summary>
    /// <param name="offering">Which: a type of machine, with its zone and market where they matter.</param>
    /// <param name="message">For people.</param>
    public static ProviderError InsufficientCapacity(string offering, string message) => new(ProviderErrorKind.InsufficientCapacity, message, offering);

    /// <summary>The account may not have more.</summary>
    /// <param name="quota">Which bound is reached.</param>
    /// <param name="message">For people.</param>
    public static ProviderError QuotaExceeded(string quota, string message) => new(ProviderErrorKind.QuotaExceeded, message, quota);

    /// <summary>Too many calls.</summary>
    /// <param name="retryAfter">How long to wait, where the provider said so.</param>
    /// <param name="message">For people.</param>
    public static ProviderError Throttled(TimeSpan? retryAfter, string message) => new(ProviderErrorKind.Throttled, message, retryAfter: retryAfter);

    /// <summary>The token was used with other parameters.</summary>
    public static ProviderError IdempotencyMismatch(string token) =>
        new(ProviderErrorKind.IdempotencyMismatch, $"The token '{token}' was used for a launch with other parameters.", token);

    /// <summary>There is no such thing in this estate, or none that can be seen yet.</summary>
    /// <param name="subject">What was asked for.</param>
    /// <param name="message">For people; a sentence about an instance by default.</param>
    public static ProviderError NotFound(string subject, string? message = null) =>
        new(ProviderErrorKind.NotFound, message ?? $"There is no instance '{subject}' of this estate, or none yet.", subject);

    /// <summary>The caller may not do that.</summary>
    /// <param name="message">For people: what the provider said.</param>
    public static ProviderError Unauthorized(string message) => new(ProviderErrorKind.Unauthorized, message);

    /// <summary>A setting is wrong.</summary>
    /// <param name="field">Which: <c>Image</c>, <c>Spec.zone</c>.</param>
    /// <param name="message">For people; begins with the field.</param>
    public static ProviderError Misconfigured(string field, string message) => new(ProviderErrorKind.Misconfigured, message, field);

    /// <summary>The provider can't be reached or fails, and nothing was done.</summary>
    /// <param name="message">For people.</param>
    public static ProviderError Unavailable(string message) => new(ProviderErrorKind.Unavailable, message);

    /// <summary>It isn't known whether it was done.</summary>
    /// <param name="message">For people.</param>
    public static ProviderError UnknownOutcome(string message) => new(ProviderErrorKind.UnknownOutcome, message);

    /// <summary>For people: the kind and the message.</summary>
    public override string ToString() => $"{Kind}: {Message}";
}
