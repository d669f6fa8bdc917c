#pragma warning disable CA1416 // no job is ever kept apart on Windows
using Pudding.Guardian;

namespace Pudding.Worker.Isolation;

/// <summary>What one job is shut into. Disposing it ends whatever is left in there, takes away what it has left lying about, and gives the user back.</summary>
internal sealed class JobEnclosure(Confinement confinement, JobUsers? users) : IDisposable
{
    // Where any user may leave things.
    private static readonly string[] Shared = ["/tmp", "/var/tmp", "/dev/shm"];

    private string? _owned;

    /// <summary>Of a job that is not kept apart.</summary>
    public static JobEnclosure None { get; } = new(Confinement.None, users: null);

    public Confinement Confinement => confinement;

    public int User => confinement.User;

    /// <summary>Gives a directory to the job's user.</summary>
    /// <exception cref="IOException">It can't be given.</exception>
    public void Own(string path)
    {
        if (User == 0)
            return;
        Native.GiveTo(path, User);
        _owned = path;
    }

    public void Dispose()
    {
        if (confinement == Confinement.None)
            return;
        try
        {
            confinement.KillAll();
            if (confinement.Cgroup.Length > 0)
                CgroupTree.TryRemove(confinement.Cgroup);
            if (User > 0)
                Native.RunAs(User, RemoveLeftovers);
        }
        finally
        {
            if (User > 0)
                users!.Return(User);
        }
    }

    /// <summary>As the job's user: root must not follow the paths of a tree that another job may be changing.</summary>
    private void RemoveLeftovers()
    {
        if (_owned is not null)
            JobTree.Empty(_owned);
        foreach (var left in Shared.Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries).Where(entry => Native.OwnerOf(entry) == User))
            JobTree.Remove(left);
    }
}
