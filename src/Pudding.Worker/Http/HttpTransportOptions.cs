namespace Pudding.Worker.Http;

/// <summary>How workers of this process reach a farm whose hosts are elsewhere. Checked when the process starts: a wrong setting stops it with a message that names it.</summary>
public sealed class HttpTransportOptions
{
    /// <summary>The address of the farm, without the path of the endpoints: <c>https://farm.example</c>.</summary>
    /// <value>None by default; it is required.</value>
    public Uri? Url { get; set; }

    /// <summary>The boot or enrolment token with which this machine registers for the first time. Later starts need none, as long as the state directory is kept.</summary>
    /// <value>None by default.</value>
    public string? Token { get; set; }

    /// <summary>The absolute path of the directory where the credential is kept, readable by this user alone; made when missing. Each worker has its own.</summary>
    /// <value>None by default; it is required.</value>
    public string? StateDirectory { get; set; }

    /// <summary>Whether a plain <c>http://</c> address of another machine is taken. Whoever listens on the way reads jobs, secrets and credential.</summary>
    /// <value><c>false</c> by default.</value>
    public bool AllowInsecureTransport { get; set; }

    /// <summary>The absolute path of a PEM file with the certificate authorities that the host's certificate is checked against, instead of the system's.</summary>
    /// <value>None by default: the system's.</value>
    public string? CertificateAuthorityFile { get; set; }

    /// <summary>What the public key of the host's certificate must be: <c>sha256//</c> and the base64 of the SHA-256 of its subject public key info, as <c>curl --pinnedpubkey</c> takes it.
    /// One that matches is taken whoever has signed it; several allow for a change of keys.</summary>
    /// <value>None by default: any certificate that the authorities vouch for.</value>
    public IList<string> CertificatePins { get; } = [];

    /// <summary>How long the host may take to answer, beyond the time that it was asked to wait.</summary>
    /// <value>15 s by default.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(15);
}
