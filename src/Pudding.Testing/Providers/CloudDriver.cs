#pragma warning disable MA0004 // a scenario has no synchronization context: see ProviderScenario.RunAsync
using System.Text;
using Pudding.Instances;
using Pudding.Testing.Driving;

namespace Pudding.Testing.Providers;

/// <summary>Drives a provider as a pool would, and remembers what was done for the message of a failure.</summary>
internal sealed class CloudDriver
{
    public const string Estate = "estate-1";
    public const string OtherEstate = "estate-2";

    private readonly History _history = new();
    private int _intents;
    private string _image = "";

    private CloudDriver(ProviderHarness harness, IInstanceProvider provider, CancellationToken stop)
    {
        Harness = harness;
        Provider = provider;
        Stop = stop;
    }

    public ProviderHarness Harness { get; }

    public IInstanceProvider Provider { get; private set; }

    public CancellationToken Stop { get; }

    /// <summary>What was done until now, for people.</summary>
    public string History => _history.ToString();

    public static async Task<CloudDriver> BeginAsync(ProviderHarness harness, CancellationToken stop)
    {
        await harness.CreateAsync(stop);
        var cloud = new CloudDriver(harness, await harness.OpenAsync(Estate, stop), stop);
        cloud._image = (await cloud.Provider.ResolveImageAsync(harness.ImageSelector, stop)).Id;
        return cloud;
    }

    public void Note(string done) => _history.Add(done);

    /// <summary>A provider as another host of the estate has it, or one of another estate.</summary>
    public async Task<IInstanceProvider> OpenAsync(string estate = Estate)
    {
        Note($"open a provider of '{estate}'");
        return await Harness.OpenAsync(estate, Stop);
    }

    /// <summary>The host is started again.</summary>
    public async Task RestartAsync()
    {
        Note("the host is started again");
        (Provider as IDisposable)?.Dispose();
        if (Provider is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        Provider = await Harness.OpenAsync(Estate, Stop);
    }

    /// <summary>A request of its own intent, with its token.</summary>
    public LaunchRequest Request(Func<LaunchRequest, LaunchRequest>? with = null)
    {
        var request = new LaunchRequest
        {
            IntentId = new Guid(++_intents, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]),
            Attempt = 1,
            Pool = "linux",
            Image = _image,
            Bootstrap = Encoding.UTF8.GetBytes($"bootstrap {_intents}"),
            Spec = Harness.Spec,
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "tools" },
        };
        return (with?.Invoke(request) ?? request).WithToken();
    }

    public async Task<IReadOnlyList<LaunchResult>> TryLaunchAsync(IInstanceProvider provider, params LaunchRequest[] requests)
    {
        var results = await provider.LaunchAsync(requests, Stop);
        Note($"launch {string.Join(", ", requests.Select(Say))}: {string.Join(", ", results.Select(Say))}");
        Expect.Equal("the number of results of a launch", requests.Length, results.Count);
        return results;
    }

    public async Task<LaunchResult> TryLaunchAsync(LaunchRequest request) => (await TryLaunchAsync(Provider, request))[0];

    /// <summary>Launches what must be launched.</summary>
    public async Task<ProviderInstance> LaunchAsync(LaunchRequest? request = null, IInstanceProvider? provider = null) =>
        Launched((await TryLaunchAsync(provider ?? Provider, request ?? Request()))[0]);

    public static ProviderInstance Launched(LaunchResult result)
    {
        Expect.Equal("what became of the launch", LaunchStatus.Launched, result.Status);
        return Expect.NotNull("its instance", result.Instance);
    }

    /// <summary>Expects that a launch was refused.</summary>
    public static ProviderError Rejected(LaunchResult result, ProviderErrorKind kind)
    {
        Expect.Equal("what became of the launch", LaunchStatus.Rejected, result.Status);
        var error = Expect.NotNull("why it was rejected", result.Error);
        Expect.Equal("why it was rejected", kind, error.Kind);
        return error;
    }

    public async Task<IReadOnlyList<TerminateResult>> TerminateAsync(IInstanceProvider provider, params string[] ids)
    {
        var results = await provider.TerminateAsync(ids, Stop);
        Note($"terminate {string.Join(", ", ids.Select(Say))}: {string.Join(", ", results.Select(static result => result.Error?.Kind.ToString() ?? "accepted"))}");
        Expect.Same("the ids of the results of a termination", ids, results.Select(static result => result.Id));
        return results;
    }

    /// <summary>Terminates what must be accepted.</summary>
    public async Task TerminateAsync(ProviderInstance instance)
    {
        var result = (await TerminateAsync(Provider, instance.Id))[0];
        Expect.That(result.IsAccepted, $"the termination of '{instance.Id}' is accepted", $"{result.Error}");
    }

    /// <summary>A listing, complete as it must be.</summary>
    public async Task<IReadOnlyList<ProviderInstance>> ListAsync(IInstanceProvider? provider = null)
    {
        var pages = new List<InstancePage>();
        await foreach (var page in (provider ?? Provider).ListAsync(Stop).WithCancellation(Stop))
            pages.Add(page);
        Expect.That(
            pages.Count > 0 && pages[^1].IsLast && pages.SkipLast(1).All(static page => !page.IsLast),
            "a listing whose last page, and no other, says that it is",
            $"pages that say {Words.List(pages.Select(static page => page.IsLast).ToList())}");
        List<ProviderInstance> all = [.. pages.SelectMany(static page => page.Instances)];
        Note($"list: {(all.Count == 0 ? "nothing" : string.Join(", ", all))}");
        return all;
    }

    public async Task<ProviderInstance?> FindAsync(string id, IInstanceProvider? provider = null) => (await ListAsync(provider)).SingleOrDefault(instance => instance.Id == id);

    /// <summary>Waits until the instance is listed in such a state.</summary>
    public Task ExpectStateAsync(string id, string what, Func<ProviderInstance?, bool> holds, IInstanceProvider? provider = null) =>
        EventuallyAsync($"'{id}' is listed as {what}", async () => await FindAsync(id, provider) is var found && holds(found) ? null : found?.ToString() ?? "not listed");

    public Task ExpectRunningAsync(ProviderInstance instance, IInstanceProvider? provider = null) =>
        ExpectStateAsync(instance.Id, "running", static found => found?.State == InstanceState.Running, provider);

    /// <summary>Gone: listed as terminated, or not any more.</summary>
    public Task ExpectGoneAsync(ProviderInstance instance) =>
        ExpectStateAsync(instance.Id, "terminated, or no more", static found => found is null or { State: InstanceState.Terminated });

    /// <summary>Exactly these are listed, in whatever order.</summary>
    public Task ExpectListedAsync(IEnumerable<string> ids, IInstanceProvider? provider = null)
    {
        var expected = ids.Order(StringComparer.Ordinal).ToList();
        return EventuallyAsync($"the instances that are listed: {Words.List(expected)}", async () =>
        {
            var seen = (await ListAsync(provider)).Select(static instance => instance.Id).Order(StringComparer.Ordinal).ToList();
            return seen.SequenceEqual(expected) ? null : Words.List(seen);
        });
    }

    /// <summary>Waits for what may take the grace of the provider, and what its machines take.</summary>
    /// <param name="expected">What should be.</param>
    /// <param name="probe">Tells what is instead; <c>null</c> when it is as expected.</param>
    public async Task EventuallyAsync(string expected, Func<Task<string?>> probe)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var patience = Provider.Capabilities.ConsistencyGrace + Harness.Patience;
        while (await probe() is { } seen)
        {
            Expect.That(TimeProvider.System.GetElapsedTime(begun) < patience, $"{expected}, within {patience}", seen);
            await Harness.PauseAsync(Stop);
        }
    }

    /// <summary>What a call throws that can't be answered.</summary>
    public async Task ExpectErrorAsync(string what, ProviderErrorKind kind, Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (ProviderException exception)
        {
            Note($"{what}: {exception.Error}");
            Expect.Equal($"the error of {what}", kind, exception.Error.Kind);
            return;
        }

        throw new ExpectationException($"{what} throws {nameof(ProviderException)} with {kind}", "an answer");
    }

    /// <summary>A call whose token is cancelled before it begins says so.</summary>
    public async Task ExpectCancelledAsync(string what, Func<CancellationToken, Task> call)
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        try
        {
            await call(source.Token);
        }
        catch (OperationCanceledException)
        {
            Note($"{what}, cancelled before it began");
            return;
        }

        throw new ExpectationException($"{what} that is cancelled before it begins throws {nameof(OperationCanceledException)}", "an answer");
    }

    private static string Say(string id) => $"'{(id.Length > 40 ? id[..40] + "…" : id)}'";

    private static string Say(LaunchRequest request) => $"intent {request.IntentId.ToString("D")[..8]} with token {(request.Token.Length > 8 ? request.Token[..8] + "…" : request.Token)}";

    private static string Say(LaunchResult result) => result.Instance?.ToString() ?? $"{result.Status} ({result.Error})";
}
