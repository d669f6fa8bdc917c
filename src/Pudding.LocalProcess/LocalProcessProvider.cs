using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pudding.Instances;
using Pudding.LocalProcess.Images;
using Pudding.LocalProcess.Processes;
using Pudding.LocalProcess.Records;

namespace Pudding.LocalProcess;

/// <summary>A provider whose instances are groups of processes on this machine; they outlive the host. Linux and macOS. Thread-safe.</summary>
/// <remarks>An image is a program: <c>default</c> for <see cref="LocalProcessOptions.Program"/>, or the absolute path of another. The settings of a spec are variables of the instance's environment,
/// named <c>environment.NAME</c>. Dispose it to stop looking after its instances; they go on.</remarks>
public sealed class LocalProcessProvider : IInstanceProvider, IDisposable
{
    private const string DefaultImage = "default";

    private readonly StateDirectory _state;
    private readonly Children _children;
    private readonly InstanceCare _care;
    private readonly Launcher _launcher;
    private readonly EndWatch _watch;
    private readonly LocalProcessOptions _options;

    /// <summary>Makes the provider of an estate. Nothing is touched before it is first used.</summary>
    /// <param name="estateId">The estate that its instances belong to.</param>
    /// <param name="options">The settings.</param>
    /// <param name="timeProvider">Dates the instances and paces their end.</param>
    /// <param name="logger">Hears of what happens to them.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message names it.</exception>
    /// <exception cref="PlatformNotSupportedException">This is Windows.</exception>
    public LocalProcessProvider(string estateId, LocalProcessOptions options, TimeProvider timeProvider, ILogger<LocalProcessProvider>? logger = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(estateId);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        if (options.Check().ToArray() is { Length: > 0 } errors)
            throw new ArgumentException(string.Join(' ', errors), nameof(options));
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("Local instances run on Linux and macOS: Windows has no process groups.");

        EstateId = estateId;
        _options = options;
        var log = logger ?? NullLogger<LocalProcessProvider>.Instance;
        _state = new StateDirectory(options.StateDirectory, timeProvider);
        _watch = new EndWatch(WatchAsync, timeProvider, log);
        _children = new Children(_watch.Begin);
        _care = new InstanceCare(options, timeProvider, _children, log);
        Capabilities = new ProviderCapabilities
        {
            MaxLaunchBatch = int.MaxValue, MaxTerminateBatch = int.MaxValue, MaxBootstrapBytes = 1024 * 1024, TokenMemory = options.KeepTerminated,
        };
        _launcher = new Launcher(estateId, options, Capabilities, timeProvider, _children, log);
    }

    /// <inheritdoc />
    public string Name => "local";

    /// <inheritdoc />
    public string EstateId { get; }

    /// <inheritdoc />
    public ProviderCapabilities Capabilities { get; }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<LaunchResult>> LaunchAsync(IReadOnlyList<LaunchRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        try
        {
            return await TakeTurnAsync(
                table =>
                {
                    var living = TendAll(table).Count(static record => record.EndedAt is null);
                    return requests.Select(request => _launcher.Launch(_state.Of(IdOf(request.Token))!, request, ref living)).ToArray();
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException exception)
        {
            return [.. requests.Select(_ => LaunchResult.Rejected(exception.Error))];
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<InstancePage> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = await TakeTurnAsync(TendAll, cancellationToken).ConfigureAwait(false);
        yield return new InstancePage([.. all.Select(static record => record.View())], IsLast: true);
    }

    /// <inheritdoc />
    public ValueTask<ProviderInstance?> FindByTokenAsync(string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        return TakeTurnAsync(table => Find(IdOf(token), table)?.Record.View(), cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<TerminateResult>> TerminateAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        try
        {
            var results = await TakeTurnAsync(table => ids.Select(id => Terminate(id, table)).ToArray(), cancellationToken).ConfigureAwait(false);
            _watch.Begin();
            return results;
        }
        catch (ProviderException exception)
        {
            return [.. ids.Select(id => new TerminateResult(id, exception.Error))];
        }
    }

    /// <inheritdoc />
    public ValueTask<ResolvedImage> ResolveImageAsync(string selector, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(selector);
        cancellationToken.ThrowIfCancellationRequested();
        var path = selector != DefaultImage ? selector : _options.Program ?? ProgramCommand.FindAgent() ?? throw new ProviderException(ProviderError.NotFound(
            selector, "There is no Pudding.Agent beside the host's own assemblies. Put it there, or set LocalProcessOptions.Program."));
        try
        {
            return ProgramImage.Read(path) is { } image
                ? ValueTask.FromResult(new ResolvedImage(image.Id, new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero)))
                : throw new ProviderException(ProviderError.NotFound(selector, $"'{path}' is not the absolute path of a program that can be run."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProviderException(ProviderError.Unauthorized($"'{path}' can't be read: {exception.Message}"), exception);
        }
    }

    /// <inheritdoc />
    public ValueTask<string?> GetConsoleOutputAsync(string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(id);
        return TakeTurnAsync(
            table => Find(id, table) is { } found ? found.Directory.ReadConsole() : throw new ProviderException(ProviderError.NotFound(id)), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ProviderError>> ValidateAsync(string image, IReadOnlyDictionary<string, string> spec, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(spec);
        cancellationToken.ThrowIfCancellationRequested();
        return new([.. Launcher.Check(image, spec)]);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _watch.Dispose();
        _children.Dispose();
    }

    private string IdOf(string token) => StateDirectory.IdOf(EstateId, token);

    /// <summary>Does something while no other host does anything with the state directory.</summary>
    /// <exception cref="ProviderException">It can't be done.</exception>
    private async ValueTask<T> TakeTurnAsync<T>(Func<IProcessTable, T> act, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var turn = await _state.LockAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return act(InstanceCare.Look());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ProviderException(ProviderError.Unavailable(exception.Message), exception);
        }
    }

    private async ValueTask<bool> WatchAsync(CancellationToken cancellationToken)
    {
        var all = await TakeTurnAsync(TendAll, cancellationToken).ConfigureAwait(false);
        return all.Any(static record => record.State == InstanceState.ShuttingDown);
    }

    /// <summary>Every instance of the estate, looked after.</summary>
    private InstanceRecord[] TendAll(IProcessTable table) => [.. _state.All().Select(directory => Tend(directory, table)).OfType<InstanceRecord>()];

    /// <summary>The instance of a directory, looked after, if it is this estate's.</summary>
    private InstanceRecord? Tend(InstanceDirectory directory, IProcessTable table) =>
        directory.Read() is { } record && InstanceTags.AreOf(EstateId, record.Tags) ? _care.Tend(directory, record, table) : null;

    private (InstanceDirectory Directory, InstanceRecord Record)? Find(string id, IProcessTable table) =>
        _state.Of(id) is { } directory && Tend(directory, table) is { } record ? (directory, record) : null;

    private TerminateResult Terminate(string id, IProcessTable table)
    {
        try
        {
            if (Find(id, table) is not { } found)
                return new TerminateResult(id, ProviderError.NotFound(id));
            if (found.Record.State == InstanceState.Pending)
                return new TerminateResult(id, ProviderError.Unavailable("Its host was killed while it launched it: whether a process was started shows in a moment."));
            _care.Terminate(found.Directory, found.Record, table);
            return new TerminateResult(id);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new TerminateResult(id, ProviderError.Unavailable(exception.Message));
        }
    }
}
