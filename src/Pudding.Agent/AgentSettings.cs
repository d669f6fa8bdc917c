using System.Text.Json;
using System.Text.Json.Serialization;
using Pudding.Worker.Isolation;

namespace Pudding.Agent;

/// <summary>The settings of the agent: one JSON file. What it doesn't know it leaves alone, and says so: a newer host may have written the file.</summary>
internal sealed record AgentSettings
{
    /// <summary>The address of the farm.</summary>
    public Uri? Url { get; init; }

    /// <summary>The boot or enrolment token.</summary>
    public string? Token { get; init; }

    /// <summary>How many jobs run at once; the number of processors by default, and never more than the token allows.</summary>
    public int? Slots { get; init; }

    /// <summary>Where the credential is kept.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Where jobs get their directories; the system's directory for temporary files by default.</summary>
    public string? WorkRoot { get; init; }

    /// <summary>Whether a plain <c>http://</c> address of another machine is taken.</summary>
    public bool AllowInsecureTransport { get; init; }

    /// <summary>A PEM file with the authorities for the farm's certificate.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>The public keys that the farm's certificate may have.</summary>
    public IReadOnlyList<string>? CertificatePins { get; init; }

    /// <summary>Whether jobs are kept apart.</summary>
    public JobIsolationMode Isolation { get; init; }

    /// <summary>The first of the users that jobs run as.</summary>
    public int? FirstUser { get; init; }

    /// <summary>The most processes of one job.</summary>
    public int? MaxProcesses { get; init; }

    /// <summary>The most memory of one job.</summary>
    public long? MaxMemoryBytes { get; init; }

    /// <summary>The most processors' time of one job.</summary>
    public double? MaxCpus { get; init; }

    /// <summary>How long a stop waits for what runs; then it goes back to its queue. 10 minutes by default.</summary>
    public TimeSpan? DrainTimeout { get; init; }

    /// <summary>After how long without an answer of the farm, and without a job, the machine is powered off; never by default.</summary>
    public TimeSpan? PowerOffAfter { get; init; }

    /// <summary>How the machine is powered off; empty for the agent to end instead. <c>/sbin/shutdown -h now</c> by default.</summary>
    public IReadOnlyList<string>? PowerOffCommand { get; init; }

    /// <summary>What is none of these.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>Without the token.</summary>
    public override string ToString() => $"{nameof(AgentSettings)} {{ Url = {Url} }}";
}
