#pragma warning disable CA1416 // no job is ever kept apart on Windows
using Microsoft.Extensions.Logging;
using Pudding.Guardian;

namespace Pudding.Worker.Isolation;

/// <summary>Keeps the jobs of one worker apart, as far as this machine can. Thread-safe once begun.</summary>
internal sealed class JobIsolation(JobIsolationOptions options, int slots) : IDisposable
{
    private JobUsers? _users;
    private IReadOnlyList<IDisposable> _locks = [];
    private CgroupTree? _groups;

    /// <summary>Looks at what this machine can do, prepares it, and says so.</summary>
    /// <returns>What is required and can't be had, each beginning with the field.</returns>
    public IReadOnlyList<string> Begin(ILogger logger)
    {
        if (options.Mode == JobIsolationMode.None)
            return [];
        if (!OperatingSystem.IsLinux() || !Native.IsRoot)
        {
            var reason = OperatingSystem.IsLinux() ? "the worker is not root" : "this is not Linux";
            if (options.Mode == JobIsolationMode.Required)
                return [$"{nameof(options.Mode)}: jobs can't be kept apart, since {reason}."];
            Log.NotIsolated(logger, reason);
            return [];
        }

        if (TakeUsers() is { } problem)
            return [$"{nameof(options.FirstUser)}: {problem}."];
        _groups = CgroupTree.TryOpen(out var noGroups);
        var (first, last) = _users!.Range;
        Log.Isolated(logger, first, last, _groups is null ? noGroups : $"control groups limit {(_groups.Controllers.Count > 0 ? string.Join(", ", _groups.Controllers.Order(StringComparer.Ordinal)) : "nothing, they only end jobs")}");

        var errors = new List<string>();
        if (options.MaxMemoryBytes is not null && _groups?.Controllers.Contains("memory") != true)
            errors.Add($"{nameof(options.MaxMemoryBytes)}: memory can't be limited: {Lack("memory")}.");
        if (options.MaxCpus is not null && _groups?.Controllers.Contains("cpu") != true)
            errors.Add($"{nameof(options.MaxCpus)}: processor time can't be limited: {Lack("cpu")}.");
        if (options.BlockMetadata)
        {
            if (new MetadataBlock($"pudding_{first}", first, last).TryApply(out var by) is { } error)
                errors.Add($"{nameof(options.BlockMetadata)}: jobs can reach the cloud's metadata service: {error}.");
            else
                Log.MetadataBlocked(logger, by);
        }

        if (options.Mode == JobIsolationMode.Required)
            return errors;
        foreach (var lacking in errors)
            Log.NotKept(logger, lacking);
        return [];

        string Lack(string controller) => _groups is null ? noGroups : $"the control group of this worker has no controller '{controller}' (systemd: Delegate=yes)";
    }

    /// <summary>Gives the users back to other workers of the machine.</summary>
    public void Dispose()
    {
        foreach (var held in _locks)
            held.Dispose();
    }

    private string? TakeUsers()
    {
        try
        {
            _users = new JobUsers(UserRange.Take(options.FirstUser, slots, out _locks), slots);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    /// <summary>Shuts a job in.</summary>
    /// <exception cref="IOException">It can't be.</exception>
    public JobEnclosure Enclose(string name)
    {
        if (_users is null)
            return JobEnclosure.None;
        var user = _users.Take();
        try
        {
            Native.KillAllOf(user); // should a former worker have left something
            var group = _groups?.Create(name, options) ?? "";
            return new JobEnclosure(new Confinement(user, options.MaxProcesses, group, _groups?.Home ?? ""), _users);
        }
        catch
        {
            _users.Return(user);
            throw;
        }
    }
}
