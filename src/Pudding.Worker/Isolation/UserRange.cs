using System.Runtime.Versioning;

namespace Pudding.Worker.Isolation;

/// <summary>Users that this worker alone gives to jobs, of all workers of the machine: one that is given away twice could kill and read what is another job's.</summary>
[UnsupportedOSPlatform("windows")]
internal static class UserRange
{
    private const string Directory = "/run/pudding/users";
    private const int Tries = 10_000;
    private const int WouldBlock = 11;

    /// <summary>Takes the first range of free users from some number on, for as long as this process lives.</summary>
    /// <param name="first">The first number that may be taken.</param>
    /// <param name="count">How many users.</param>
    /// <param name="locks">What holds them; to be kept.</param>
    /// <returns>The first of them.</returns>
    /// <exception cref="IOException">There are none, or it can't be told.</exception>
    public static int Take(int first, int count, out IReadOnlyList<IDisposable> locks)
    {
        System.IO.Directory.CreateDirectory(Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var taken = new List<IDisposable>();
        for (var user = first; user - first < Tries; user++)
        {
            if (TryLock(user) is { } held)
            {
                taken.Add(held);
                if (taken.Count == count)
                {
                    locks = taken;
                    return user - count + 1;
                }
            }
            else
            {
                taken.ForEach(static one => one.Dispose());
                taken.Clear();
            }
        }

        throw new IOException($"no {count} users in a row are free from {first} on");
    }

    private static FileStream? TryLock(int user)
    {
        try
        {
            return new FileStream(Path.Combine(Directory, $"{user}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.HResult == WouldBlock)
        {
            return null;
        }
    }
}
