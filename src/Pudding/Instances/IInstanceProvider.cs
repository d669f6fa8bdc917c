namespace Pudding.Instances;

/// <summary>A source of machines: a cloud, or this machine itself. A provider's obligations:</summary>
/// <remarks>
/// <list type="bullet">
/// <item>Thread-safe. It keeps nothing that matters in memory: another object for the same estate, in this process or in another, sees and ends what this one launched.</item>
/// <item>Whatever it launches bears the tags of <see cref="InstanceTags.Of"/> from its first moment, set by the same call that launches it. What lacks <see cref="InstanceTags.ManagedBy"/> or
/// has another <see cref="InstanceTags.Estate"/> than <see cref="EstateId"/> is nobody's business here: it is not listed, not found and not terminated.</item>
/// <item>A call for several (<see cref="LaunchAsync"/>, <see cref="TerminateAsync"/>) answers for each, in order, and does not throw: one that fails hurts no other.</item>
/// <item>A call for one, or for all (<see cref="ListAsync"/>), throws <see cref="ProviderException"/> when it can't answer, with one of a closed set of errors.</item>
/// <item>Only a call that was cancelled throws <see cref="OperationCanceledException"/>. One that was cancelled before it began has done nothing; for any other, nothing is known about the
/// outcome, and it may be repeated as every call may.</item>
/// <item>What may take long (a boot, a shutdown) goes on by itself: no call waits for it.</item>
/// </list>
/// The scenarios of the package <c>Pudding.Testing</c> hold a provider to all of this.
/// </remarks>
public interface IInstanceProvider
{
    /// <summary>Names the provider, for people and in configuration: <c>local</c>.</summary>
    string Name { get; }

    /// <summary>The estate that it was made for: the scope of ownership.</summary>
    string EstateId { get; }

    /// <summary>What it can do, and within which bounds. The same for as long as it lives.</summary>
    ProviderCapabilities Capabilities { get; }

    /// <summary>Launches instances, one for each request. Idempotent by <see cref="LaunchRequest.Token"/>, also when calls with it run at the same time: the same token with the same parameters
    /// gives the instance that is there, terminated or not; with other parameters it is <see cref="ProviderErrorKind.IdempotencyMismatch"/>. Tokens are remembered for
    /// <see cref="ProviderCapabilities.TokenMemory"/>.</summary>
    /// <param name="requests">At most <see cref="ProviderCapabilities.MaxLaunchBatch"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A result for each request, in order.</returns>
    ValueTask<IReadOnlyList<LaunchResult>> LaunchAsync(IReadOnlyList<LaunchRequest> requests, CancellationToken cancellationToken);

    /// <summary>Every instance of the estate in whatever state, the terminated ones for as long as the provider remembers them. One that was launched appears within
    /// <see cref="ProviderCapabilities.ConsistencyGrace"/>. The listing is complete only once a page says so: see <see cref="InstancePage.IsLast"/>.</summary>
    /// <exception cref="ProviderException">It can't be told (any more); what came before is true and not all.</exception>
    IAsyncEnumerable<InstancePage> ListAsync(CancellationToken cancellationToken);

    /// <summary>The instance that a launch with this token has made. That it is there is final; that it isn't holds only once the launch is longer ago than
    /// <see cref="ProviderCapabilities.ConsistencyGrace"/>.</summary>
    /// <exception cref="ProviderException">It can't be told.</exception>
    ValueTask<ProviderInstance?> FindByTokenAsync(string token, CancellationToken cancellationToken);

    /// <summary>Begins to terminate instances, with everything that runs on them. Idempotent. An id that is malformed, unknown or foreign gets
    /// <see cref="ProviderErrorKind.NotFound"/>, which is no success: it may be an instance that can't be seen yet. That one is gone is told by <see cref="ListAsync"/>.</summary>
    /// <param name="ids">At most <see cref="ProviderCapabilities.MaxTerminateBatch"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A result for each id, in order.</returns>
    ValueTask<IReadOnlyList<TerminateResult>> TerminateAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>Finds the image that is meant and pins it: what <see cref="LaunchRequest.Image"/> names stays the same, whatever the selector means tomorrow.</summary>
    /// <param name="selector">Which image; its form is the provider's own.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ProviderException"><see cref="ProviderErrorKind.NotFound"/>: there is none. Or it can't be told.</exception>
    ValueTask<ResolvedImage> ResolveImageAsync(string selector, CancellationToken cancellationToken);

    /// <summary>The newest of what an instance has written to its console, to find out why it did not come up; <c>null</c> when there is none (yet).</summary>
    /// <exception cref="ProviderException"><see cref="ProviderErrorKind.NotFound"/>: the id is malformed, unknown or foreign. Or it can't be told.</exception>
    ValueTask<string?> GetConsoleOutputAsync(string id, CancellationToken cancellationToken);

    /// <summary>What would keep instances with this image and spec from being launched, as far as can be told without launching one.</summary>
    /// <param name="image">A pinned image: <see cref="ResolvedImage.Id"/>.</param>
    /// <param name="spec">See <see cref="LaunchRequest.Spec"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Everything that is wrong, each with its field; empty when nothing is.</returns>
    /// <exception cref="ProviderException">It can't be told.</exception>
    ValueTask<IReadOnlyList<ProviderError>> ValidateAsync(string image, IReadOnlyDictionary<string, string> spec, CancellationToken cancellationToken);
}
