using System.Runtime.Versioning;
using System.Text.Json;

namespace Pudding.Worker.Http;

/// <summary>Keeps the identity on disk: for this user alone, replaced as a whole, there before anybody relies on it. One process at a time.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class IdentityFile : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;

    private readonly string _path;
    private readonly FileStream _lock;

    /// <exception cref="IOException">Another process uses the directory, or it can't be used.</exception>
    public IdentityFile(string directory)
    {
        Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
        File.SetUnixFileMode(directory, OwnerOnly | UnixFileMode.UserExecute); // it may have been there before
        _path = Path.Combine(directory, "identity.json");
        try
        {
            _lock = new FileStream(Path.Combine(directory, "lock"), Create(FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException exception) when (exception.HResult is LinuxWouldBlock or MacWouldBlock)
        {
            throw new IOException($"{nameof(HttpTransportOptions)}.{nameof(HttpTransportOptions.StateDirectory)}: '{directory}' is used by another worker; each needs its own.", exception);
        }
    }

    /// <summary>What was kept, if anything.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public WorkerIdentity? Read()
    {
        if (!File.Exists(_path))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(_path), WorkerIdentityJsonContext.Default.WorkerIdentity);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{_path}' is damaged: {exception.Message} Remove it and register again with a new token.", exception);
        }
    }

    public void Write(WorkerIdentity identity)
    {
        var next = _path + ".next";
        using (var file = new FileStream(next, Create(FileMode.Create, FileShare.None)))
        {
            JsonSerializer.Serialize(file, identity, WorkerIdentityJsonContext.Default.WorkerIdentity);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, _path, overwrite: true);
    }

    public void Dispose() => _lock.Dispose();

    private static FileStreamOptions Create(FileMode mode, FileShare share) =>
        new() { Mode = mode, Access = FileAccess.ReadWrite, Share = share, UnixCreateMode = OwnerOnly };
}
