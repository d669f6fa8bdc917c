using System.Runtime.InteropServices;
using Pudding.Jobs;

namespace Pudding.Scheduling;

/// <summary>A decision: this job gets the slot.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct StartedJob
{
    internal StartedJob(JobTicket ticket, JobId jobId)
    {
        Ticket = ticket;
        JobId = jobId;
    }

    /// <summary>The job inside the scheduler.</summary>
    public JobTicket Ticket { get; }

    /// <summary>The job.</summary>
    public JobId JobId { get; }
}
