using Pudding.Guardian;

namespace Pudding.Worker.Isolation;

/// <summary>What one job is shut into. Disposing it ends whatever is left in there, takes away what it has left lying about, and gives the user back.</summary>
internal sealed class JobEnclosure(Confinement confinement, JobUsers? users) : IDisposable
{
    // Where any user may leave things.
    private static readonly string[] Shared = ["/tmp", "/var/tmp", "/dev/shm"];

    /// <summary>Of a job that is not kept apart.</summary>
    public static JobEnclosure None { get; } = new(Confinement.None, users: null);

    public Confinement Confinement => confinement;

    public int User => confinement.User;

    /// <summary>Gives a directory to the job's user.</summary>
    /// <exception cref="IOException">It can't be given.</exception>
    public void Own(string path)
    {
        if (User > 0)
            Native.GiveTo(path, User);
    }

    public void Dispose()
    {
        if (confinement == Confinement.None)
            return;
        confinement.KillAll();
        if (confinement.Cgroup.Length > 0)
            CgroupTree.TryRemove(confinement.Cgroup);
        if (User == 0)
            return;
        foreach (var left in Shared.Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries).Where(entry => Native.OwnerOf(entry) == User))
            Remove(left);
        users!.Return(User);
    }

    private static void Remove(string path)
    {
        try
        {
            if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // a mount, or gone meanwhile; the user that it belongs to is nobody's
        }
    }
}
