using System.Runtime.CompilerServices;
using Pudding.Instances;

namespace Pudding.Tests.Pools;

/// <summary>A provider in memory, with the faults that a seed asks for. It keeps count of what may never happen.</summary>
internal sealed class SimulatedCloud(TimeProvider clock, Random random, double faultRate) : IInstanceProvider
{
    private readonly Dictionary<string, (LaunchRequest Request, ProviderInstance Instance)> _byToken = [];

    public string Name => "simulated";

    public string EstateId => "estate";

    public ProviderCapabilities Capabilities { get; } = new();

    /// <summary>Called before an instance is terminated.</summary>
    public Action<ProviderInstance> OnTerminate { get; set; } = static _ => { };

    public IEnumerable<ProviderInstance> Instances => _byToken.Values.Select(static one => one.Instance);

    public IEnumerable<ProviderInstance> Alive => Instances.Where(static one => one.State != InstanceState.Terminated);

    public double FaultRate { get; set; } = faultRate;

    /// <summary>What every launch is refused with.</summary>
    public ProviderError? Refusal { get; set; }

    /// <summary>How many launches were asked for.</summary>
    public int Asked { get; private set; }

    /// <summary>Called as the image is asked for: something else may happen meanwhile.</summary>
    public Func<Task> OnResolve { get; set; } = static () => Task.CompletedTask;

    private bool Fails => random.NextDouble() < FaultRate;

    public ValueTask<IReadOnlyList<LaunchResult>> LaunchAsync(IReadOnlyList<LaunchRequest> requests, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<LaunchResult>>([.. requests.Select(Launch)]);

    public async IAsyncEnumerable<InstancePage> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var all = Instances.ToList();
        if (Fails)
            throw new ProviderException(ProviderError.Unavailable("The listing failed."));
        yield return new InstancePage(all, IsLast: !Fails);
    }

    public ValueTask<ProviderInstance?> FindByTokenAsync(string token, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_byToken.TryGetValue(token, out var one) ? one.Instance : null);

    public ValueTask<IReadOnlyList<TerminateResult>> TerminateAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<TerminateResult>>([.. ids.Select(Terminate)]);

    public async ValueTask<ResolvedImage> ResolveImageAsync(string selector, CancellationToken cancellationToken)
    {
        await OnResolve();
        return new ResolvedImage(selector, DateTimeOffset.UnixEpoch);
    }

    public ValueTask<string?> GetConsoleOutputAsync(string id, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    public ValueTask<IReadOnlyList<ProviderError>> ValidateAsync(string image, IReadOnlyDictionary<string, string> spec, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ProviderError>>([]);

    /// <summary>The machine dies by itself.</summary>
    public void Die(ProviderInstance instance) => Set(instance, InstanceState.Terminated);

    private LaunchResult Launch(LaunchRequest request)
    {
        Asked++;
        if (Refusal is not null)
            return LaunchResult.Rejected(Refusal);
        if (Fails)
            return LaunchResult.Rejected(ProviderError.InsufficientCapacity("any", "There is none."));
        if (!_byToken.TryGetValue(request.Token, out var known))
        {
            var instance = new ProviderInstance
            {
                Id = $"m-{_byToken.Count + 1}",
                State = InstanceState.Running,
                Token = request.Token,
                Image = request.Image,
                Tags = InstanceTags.Of(EstateId, request),
                LaunchedAt = clock.GetUtcNow(),
            };
            _byToken[request.Token] = known = (request, instance);
        }

        if (!known.Request.Bootstrap.Span.SequenceEqual(request.Bootstrap.Span))
            return LaunchResult.Rejected(ProviderError.IdempotencyMismatch(request.Token));
        return Fails ? LaunchResult.Unknown("The answer was lost.") : LaunchResult.Launched(known.Instance);
    }

    private TerminateResult Terminate(string id)
    {
        if (Fails)
            return new TerminateResult(id, ProviderError.Throttled(retryAfter: null, "Too many calls."));
        if (Instances.FirstOrDefault(one => one.Id == id) is not { } instance)
            return new TerminateResult(id, ProviderError.NotFound(id));
        if (instance.State != InstanceState.Terminated)
        {
            OnTerminate(instance);
            Set(instance, InstanceState.Terminated);
        }

        return new TerminateResult(id);
    }

    private void Set(ProviderInstance instance, InstanceState state) =>
        _byToken[instance.Token!] = (_byToken[instance.Token!].Request, instance with { State = state });
}
