using System.Security.Cryptography;

namespace BuildFarm.Farm;

/// <summary>The one place of a farm: its database and what its agents know it by, the jobs' files and tools, what is written down of the instances. A run that was killed leaves it, and the next
/// one goes on from there. Held by one run at a time.</summary>
internal sealed class FarmFolder : IDisposable
{
    private const string LockName = "farm.lock";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _lock;

    private FarmFolder(string path, FileStream held) => (Root, _lock) = (path, held);

    /// <summary>Where it is when nobody says.</summary>
    public static string DefaultPath { get; } = Path.Combine(LocalData() is { Length: > 0 } data ? data : Path.GetTempPath(), "pudding", "build-farm");

    public string Root { get; }

    public string Database => DatabaseOf(Root);

    /// <summary>Whether there is a farm to go on with.</summary>
    public bool IsUnfinished => File.Exists(Database);

    /// <summary>Where the workers make a folder for each job.</summary>
    public string JobsFolder => Path.Combine(Root, "jobs");

    /// <summary>Where the pool writes down its instances.</summary>
    public string InstancesFolder => Path.Combine(Root, "instances");

    /// <summary>What jobs call by name.</summary>
    public string ToolsFolder => Path.Combine(Root, "tools");

    private string RecordFile => Path.Combine(Root, "farm.json");

    private string SecretFile => Path.Combine(Root, "signing-secret");

    public static string DatabaseOf(string folder) => Path.Combine(Path.GetFullPath(folder), "farm.db");

    /// <summary>Takes the folder, and makes it if need be.</summary>
    /// <returns><c>null</c> when it can't be used, or another run has it; the error says what to do.</returns>
    public static FarmFolder? Open(string path, out string error)
    {
        var root = Path.GetFullPath(path);
        try
        {
            if (!Directory.Exists(root))
                Directory.CreateDirectory(root, Private | UnixFileMode.UserExecute);
            else if (!File.Exists(Path.Combine(root, LockName)) && Directory.EnumerateFileSystemEntries(root).Any())
                return Refuse($"--farm: '{root}' has other files in it. Name a folder that is empty, or not there yet.", out error);
            error = "";
            return new FarmFolder(root, new FileStream(Path.Combine(root, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            var holder = FarmRecord.Read(Path.Combine(root, "farm.json")) is { } record ? $"process {record.Process}, since {record.StartedAt:u}" : "another process";
            return Refuse(
                $"The farm in '{root}' is in use by {holder}: that run still goes on. Wait for its end, stop it, or give this one a place of its own with --farm PATH.", out error);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refuse($"--farm: '{root}' can't be used: {exception.Message}", out error);
        }
    }

    /// <summary>Plans a farm, or going on with the one that is there. Changes nothing.</summary>
    /// <param name="builds">A hash of what it builds, and how.</param>
    /// <returns>What there is to write down of it; <c>null</c> when the one that is there was begun with something else.</returns>
    public FarmRecord? Plan(string builds)
    {
        var former = IsUnfinished ? FarmRecord.Read(RecordFile) : null;
        return former?.Builds is { } begun && begun != builds ? null : new FarmRecord
        {
            Port = former?.Port ?? Premises.FindPort(), Builds = builds, Process = Environment.ProcessId, StartedAt = TimeProvider.System.GetUtcNow(),
        };
    }

    /// <summary>Begins the farm, or goes on with it: from here on it is the one of these builds.</summary>
    public void Begin(FarmRecord record)
    {
        WriteWhole(RecordFile, record.ToJson());
        Directory.CreateDirectory(JobsFolder);
    }

    /// <summary>Forgets what it was begun with, since another database has been put in its place. Where its agents look for it stays.</summary>
    public void ForgetBuilds()
    {
        if (FarmRecord.Read(RecordFile) is { } record)
            WriteWhole(RecordFile, (record with { Builds = null }).ToJson());
    }

    /// <summary>Says that the farm which is there can't be gone on with.</summary>
    public string OtherBuilds =>
        $"The farm in '{Root}' is unfinished, and it was begun with other builds or other options than these. Run it to its end with those, throw it away with --fresh, "
        + "or give this run a place of its own with --farm PATH.";

    /// <summary>What the farm signs its tokens with; the same as long as there is the farm.</summary>
    public string SigningSecret()
    {
        if (!File.Exists(SecretFile))
            WriteWhole(SecretFile, RandomNumberGenerator.GetHexString(64));
        return File.ReadAllText(SecretFile);
    }

    /// <summary>Removes the farm, and nothing else that may be in the folder: backups, say. The lock stays, so that nobody ever holds one that others don't see.</summary>
    public void Clear()
    {
        // The database last, and its log before it: as long as it is there, the next run finds the rest.
        foreach (var folder in new[] { JobsFolder, ToolsFolder, InstancesFolder }.Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
        foreach (var file in new[] { RecordFile, SecretFile, Database + "-wal", Database + "-shm", Database + "-lock", Database })
            File.Delete(file);
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>All of it or, should the process be killed, nothing; and for nobody else to read.</summary>
    private static void WriteWhole(string path, string text)
    {
        var draft = path + ".new";
        File.Delete(draft);
        using (var file = new StreamWriter(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Private }))
            file.Write(text);
        File.Move(draft, path, overwrite: true);
    }

    private static FarmFolder? Refuse(string why, out string error)
    {
        error = why;
        return null;
    }

    private static string LocalData() => Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);

    /// <summary>By the numbers of Linux and macOS: the call would block.</summary>
    private static bool IsHeld(IOException exception) => exception.HResult is 11 or 35;
}
