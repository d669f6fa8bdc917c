using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Pudding.Instances;

namespace Pudding.LocalProcess.Records;

/// <summary>The directory of all instances, with one lock: hosts that share it take turns, and what one reads under the lock no other changes.</summary>
/// <remarks>The kernel gives the lock back when its holder is killed; not before a process that this holder was about to start has become the program that it is to be, with its mark. So who has the
/// lock finds, by the mark, everything that a killed holder has started.</remarks>
internal sealed partial class StateDirectory(string path, TimeProvider time)
{
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <exception cref="ProviderException">The directory can't be used, or others hold the lock for long.</exception>
    public async ValueTask<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        Prepare();
        var begun = time.GetTimestamp();
        while (true)
        {
            if (TryOpen() is { } file)
                return file;
            if (time.GetElapsedTime(begun) > Patience)
                throw new ProviderException(ProviderError.Unavailable($"Others hold the lock of '{path}' for more than {Patience.TotalSeconds} s."));
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The same token of the same estate has the same directory: that is what makes launches idempotent.</summary>
    public static string IdOf(string estateId, string token) =>
        "local-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{estateId}\n{token}")))[..20];

    /// <returns>The directory of an instance, whether it is there or not; <c>null</c> for what can't be an id.</returns>
    public InstanceDirectory? Of(string id) => Id().IsMatch(id) ? new InstanceDirectory(System.IO.Path.Combine(path, id)) : null;

    /// <summary>Every instance that is written down, whoever's.</summary>
    public IEnumerable<InstanceDirectory> All() =>
        Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal).Select(found => Of(System.IO.Path.GetFileName(found))).OfType<InstanceDirectory>();

    private void Prepare()
    {
        try
        {
            Directory.CreateDirectory(path, InstanceDirectory.Private);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~InstanceDirectory.Private) != UnixFileMode.None)
                throw Wrong($"'{path}' is open to other users: chmod 700.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"'{path}' can't be used: {exception.Message}");
        }
    }

    private FileStream? TryOpen()
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.HResult is LinuxWouldBlock or MacWouldBlock)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProviderException(ProviderError.Unavailable($"The lock of '{path}' can't be taken: {exception.Message}"));
        }
    }

    private static ProviderException Wrong(string problem) =>
        new(ProviderError.Misconfigured(nameof(LocalProcessOptions.StateDirectory), $"{nameof(LocalProcessOptions.StateDirectory)}: {problem}"));

    [GeneratedRegex("^local-[0-9a-f]{20}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
