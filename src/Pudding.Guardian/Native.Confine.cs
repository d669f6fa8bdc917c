using System.Runtime.InteropServices;

namespace Pudding.Guardian;

internal static unsafe partial class Native
{
    private const int SetNoNewPrivileges = 38;
    private const int LimitOfCores = 4;
    private const int LimitOfProcesses = 6;
    private const int Everyone = -1;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>Whether this process may become other users.</summary>
    public static bool IsRoot => geteuid() == 0;

    /// <summary>Does something on a thread of its own that has become another user, for good, and without a way back to more rights: for whatever that thread starts, too.</summary>
    /// <remarks>The kernel knows a user for each thread; it is the C library that makes all threads of a process change together. Asking the kernel itself leaves the others what they
    /// are: so the guardian stays able to end a job that is not its own user's, and no second program is needed to start one.</remarks>
    /// <exception cref="InvalidOperationException">It could not become that user.</exception>
    public static void RunAs(int user, Action action)
    {
        var error = 0;
        var thread = new Thread(() =>
        {
            error = Become(user);
            if (error == 0)
                action();
        });
        thread.Start();
        thread.Join();
        if (error != 0)
            throw new InvalidOperationException($"The user {user} can't be taken on: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>Kills every process of a user in one step: what it forks meanwhile is killed with it.</summary>
    public static void KillAllOf(int user) => RunAs(user, static () => Kill(Everyone, SigKill));

    /// <summary>Limits what this process starts from now on; this process itself only if it isn't root.</summary>
    public static void LimitChildren(int maxProcesses)
    {
        SetLimit(LimitOfCores, 0); // a core of a job holds its secrets
        if (maxProcesses > 0)
            SetLimit(LimitOfProcesses, maxProcesses);
    }

    /// <summary>Lets a user open our outputs by name, as <c>/dev/stderr</c>.</summary>
    public static void GiveOutputsTo(int user)
    {
        _ = fchown(1, user, user);
        _ = fchown(2, user, user);
    }

    public static void GiveTo(string path, int user)
    {
        if (lchown(path, user, user) != 0)
            throw new IOException($"'{path}' can't be given to user {user}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <returns>The user that a file belongs to; -1 when it can't be told.</returns>
    public static int OwnerOf(string path)
    {
        // struct statx: stx_uid is at 20, after mask, block size, attributes (8) and the number of links.
        var buffer = stackalloc byte[256];
        return statx(AtWorkingDirectory, path, DontFollow, UserMask, buffer) == 0 ? *(int*)(buffer + 20) : -1;
    }

    private const int AtWorkingDirectory = -100;
    private const int DontFollow = 0x100;
    private const uint UserMask = 0x8;

    /// <returns>0, or the system's error number.</returns>
    private static int Become(int user)
    {
        // The group first: who is no longer root can't change it.
        if (syscall(IsArm ? 159 : 116, 0, 0, 0) != 0 // setgroups
            || syscall(IsArm ? 149 : 119, user, user, user) != 0 // setresgid
            || syscall(IsArm ? 147 : 117, user, user, user) != 0 // setresuid
            || prctl(SetNoNewPrivileges, 1, 0, 0, 0) != 0)
            return Marshal.GetLastPInvokeError();
        return 0;
    }

    private static void SetLimit(int resource, long most)
    {
        var limit = stackalloc long[2];
        limit[0] = limit[1] = most;
        _ = setrlimit(resource, limit);
    }

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint a, nint b, nint c);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, long* limit);

    [LibraryImport("libc")]
    private static partial int fchown(int fd, int user, int group);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, int user, int group);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, byte* buffer);
}
