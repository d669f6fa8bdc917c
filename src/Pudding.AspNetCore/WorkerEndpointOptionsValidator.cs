using Microsoft.Extensions.Options;

namespace Pudding.AspNetCore;

/// <summary>Checks the settings when the host starts, and reports every error at once.</summary>
internal sealed class WorkerEndpointOptionsValidator : IValidateOptions<WorkerEndpointOptions>
{
    private static readonly TimeSpan ShortestHold = TimeSpan.FromMilliseconds(100);

    private const int MinBytes = 4 * 1024;
    private const int MaxBytes = 64 * 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, WorkerEndpointOptions options)
    {
        var errors = Check(options).ToList();
        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Check(WorkerEndpointOptions options)
    {
        if (options.MaxHold < ShortestHold || options.MaxHold > TimeSpan.FromMinutes(1))
            yield return $"WorkerEndpointOptions.MaxHold: {options.MaxHold} is not from {ShortestHold.TotalMilliseconds:0} ms to a minute; answers that come at once make workers ask at once.";
        if (options.MaxHeartbeatBytes is < MinBytes or > MaxBytes)
            yield return $"WorkerEndpointOptions.MaxHeartbeatBytes: {options.MaxHeartbeatBytes} is not from {MinBytes} to {MaxBytes}.";
        if (options.MaxHeartbeatItems is < 1 or > 100_000)
            yield return $"WorkerEndpointOptions.MaxHeartbeatItems: {options.MaxHeartbeatItems} is not from 1 to 100000.";
        if (options.MaxLogBytes is < MinBytes or > MaxBytes)
            yield return $"WorkerEndpointOptions.MaxLogBytes: {options.MaxLogBytes} is not from {MinBytes} to {MaxBytes}.";
        if (options.MaxFailuresPerMinute < 1)
            yield return $"WorkerEndpointOptions.MaxFailuresPerMinute: {options.MaxFailuresPerMinute} is less than 1.";
    }
}
