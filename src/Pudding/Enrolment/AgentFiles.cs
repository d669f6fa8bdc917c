using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Pudding.Enrolment;

/// <summary>The agents of this host and their hashes, which are made anew when a file has changed. Thread-safe.</summary>
internal sealed class AgentFiles(IOptions<EnrolmentOptions> options)
{
    private readonly ConcurrentDictionary<string, (DateTime Written, AgentBinary Binary)> _known = new(StringComparer.Ordinal);

    public async ValueTask<AgentBinary?> FindAsync(string runtime, CancellationToken cancellationToken)
    {
        if (!options.Value.AgentBinaries.TryGetValue(runtime, out var path) || new FileInfo(path) is not { Exists: true } file)
            return null;
        if (_known.TryGetValue(runtime, out var known) && known.Written == file.LastWriteTimeUtc && known.Binary.Length == file.Length)
            return known.Binary;

        var binary = new AgentBinary { Runtime = runtime, Path = file.FullName, Length = file.Length, Sha256 = await HashAsync(file, cancellationToken).ConfigureAwait(false) };
        _known[runtime] = (file.LastWriteTimeUtc, binary);
        return binary;
    }

    private static async ValueTask<string> HashAsync(FileInfo file, CancellationToken cancellationToken)
    {
        var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1 << 16, useAsync: true);
        await using (stream.ConfigureAwait(false))
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
    }
}
