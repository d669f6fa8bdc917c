namespace Pudding.Enrolment;

/// <summary>How machines come to be workers over HTTP. Let all hosts of an estate agree. Checked when the host starts.</summary>
public sealed class EnrolmentOptions
{
    /// <summary>What tokens are signed with, at least 32 bytes (UTF-8) each: the first signs, all verify. To change it, put the new one first, and remove the old one when the tokens
    /// that it has signed are over. Credentials do not depend on it.</summary>
    /// <value>None by default: the host doesn't start without one.</value>
    public IList<string> SigningSecrets { get; } = [];

    /// <summary>How long a boot token may be redeemed, from when it says it was issued; a minute to a day.</summary>
    /// <value>1 hour by default.</value>
    public TimeSpan BootTokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long an enrolment token may be redeemed, where it isn't said when it is made; a minute to 365 days.</summary>
    /// <value>24 hours by default.</value>
    public TimeSpan EnrolmentTokenLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a worker's credential holds from each new secret; 10 minutes to 365 days. A worker gives it a new one long before; a machine that is off for longer has to be enrolled again.</summary>
    /// <value>7 days by default.</value>
    public TimeSpan CredentialLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Where workers reach this estate, what stands before <c>/pudding/workers</c>: <c>https://farm.example.org</c>. Plain <c>http</c> to another machine only with
    /// <see cref="AllowInsecureTransport"/>.</summary>
    /// <value>None by default: machines are told by whoever sets them up. Pools need it.</value>
    public Uri? PublicUrl { get; set; }

    /// <summary>Whether the host refuses to start without <see cref="PublicUrl"/>. Set by what launches machines.</summary>
    /// <value><c>false</c> by default.</value>
    public bool RequirePublicUrl { get; set; }

    /// <summary>Whether <see cref="PublicUrl"/> may be plain <c>http</c> although it leads to another machine: everyone on the way reads tokens, credentials and secrets of jobs.</summary>
    /// <value><c>false</c> by default.</value>
    public bool AllowInsecureTransport { get; set; }

    /// <summary>The agents that machines may get from this host: by runtime identifier (<c>linux-x64</c>), the path of the program.</summary>
    public IDictionary<string, string> AgentBinaries { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
