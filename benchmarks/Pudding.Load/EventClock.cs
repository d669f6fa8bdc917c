using System.Diagnostics;
using System.Threading.Channels;
using Pudding.Events;
using Pudding.Jobs;

namespace Pudding.Load;

/// <summary>When the events came that are waited for.</summary>
internal sealed class EventClock
{
    private readonly Channel<(JobId? Started, long At)> _channel = Channel.CreateUnbounded<(JobId?, long)>();

    public EventClock(IEventStream stream) => _ = ReadAsync(stream);

    public async Task<long> WhenConnectedAsync()
    {
        while (true)
        {
            var (started, at) = await _channel.Reader.ReadAsync();
            if (started is null)
                return at;
        }
    }

    public async Task<long> WhenStartedAsync(JobId job)
    {
        while (true)
        {
            var (started, at) = await _channel.Reader.ReadAsync();
            if (started == job)
                return at;
        }
    }

    private async Task ReadAsync(IEventStream stream)
    {
        await foreach (var happened in stream.ReadAsync(afterSequence: 0))
        {
            if (happened is JobStarted started)
                await _channel.Writer.WriteAsync((started.JobId, Stopwatch.GetTimestamp()));
            else if (happened is WorkerConnected)
                await _channel.Writer.WriteAsync((null, Stopwatch.GetTimestamp()));
        }
    }
}
