namespace Pudding.Worker.Isolation;

/// <summary>How jobs are kept apart from each other and from the worker. All of it needs Linux and root; what a machine lacks is said in the log when the worker starts.</summary>
public sealed class JobIsolationOptions
{
    /// <summary>Whether jobs are kept apart.</summary>
    /// <value><see cref="JobIsolationMode.None"/> by default.</value>
    public JobIsolationMode Mode { get; set; }

    /// <summary>The first of the users that jobs run as, by number: one for each slot, each with the group of the same number. No person or service may have them; those that another worker of the machine has are left out. They need no entry
    /// in <c>/etc/passwd</c>, but some programs (<c>ssh</c>, for one) want one.</summary>
    /// <value>2,000,000,000 by default: a number that no distribution gives away.</value>
    public int FirstUser { get; set; } = 2_000_000_000;

    /// <summary>The most processes and threads of one job.</summary>
    /// <value>4,096 by default.</value>
    public int MaxProcesses { get; set; } = 4096;

    /// <summary>The most memory of one job, in bytes; beyond it the kernel kills the job. Needs control groups (v2).</summary>
    /// <value>None by default.</value>
    public long? MaxMemoryBytes { get; set; }

    /// <summary>How many processors' time one job may take, for example 1.5. Needs control groups (v2).</summary>
    /// <value>None by default.</value>
    public double? MaxCpus { get; set; }

    /// <summary>Whether jobs are kept from the metadata service of the cloud, where the credentials of the instance are. Needs <c>nft</c> or <c>iptables</c>.</summary>
    /// <value><c>true</c> by default.</value>
    public bool BlockMetadata { get; set; } = true;

    /// <summary>Everything that is wrong, each error beginning with the field.</summary>
    internal IEnumerable<string> Check(int slots)
    {
        if (!Enum.IsDefined(Mode))
            yield return $"{nameof(Mode)}: {Mode} is none of {string.Join(", ", Enum.GetNames<JobIsolationMode>())}.";
        if (FirstUser < 1000 || FirstUser > int.MaxValue - slots)
            yield return $"{nameof(FirstUser)}: {FirstUser} is not from 1000 to {int.MaxValue - slots}.";
        if (MaxProcesses < 1)
            yield return $"{nameof(MaxProcesses)}: {MaxProcesses} is less than 1.";
        if (MaxMemoryBytes < 1024 * 1024)
            yield return $"{nameof(MaxMemoryBytes)}: {MaxMemoryBytes} is less than 1 MiB.";
        if (MaxCpus is <= 0 or double.NaN)
            yield return $"{nameof(MaxCpus)}: {MaxCpus} is not above zero.";
    }
}
