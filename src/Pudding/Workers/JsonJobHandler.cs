using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pudding.Jobs;

namespace Pudding.Workers;

/// <summary>Reads the payload before it calls; a payload that can't be read fails the job with what is wrong.</summary>
internal sealed class JsonJobHandler<T>(JsonTypeInfo<T> typeInfo, Func<T, JobContext, CancellationToken, Task<JobOutcome>> run) : IJobHandler
{
    public Task<JobOutcome> RunAsync(JobContext job, CancellationToken cancellationToken)
    {
        T payload;
        try
        {
            payload = job.Payload.ReadJson(typeInfo);
        }
        catch (JsonException exception)
        {
            return Task.FromResult(JobOutcome.Failed($"The payload can't be read as {typeof(T).Name}: {exception.Message}"));
        }

        return run(payload, job, cancellationToken);
    }
}
