using System.Runtime.InteropServices;
using System.Text;

namespace Pudding.Guardian;

/// <summary>The system calls of a guardian. Numbers are those of 64-bit Linux and macOS.</summary>
internal static unsafe partial class Native
{
    public const int SigHup = 1;
    public const int SigInt = 2;
    public const int SigQuit = 3;
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int NoSuchFile = 2;
    public const int NoPermission = 13;

    private const int Interrupted = 4;
    private const int SetDumpable = 4;
    private const int SetChildSubreaper = 36;
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;
    private const int CanExecute = 1;
    private const int IgnoreSignal = 1;
    private const short PollIn = 1;

    public static int SigCont => OperatingSystem.IsMacOS() ? 19 : 18;

    public static int ProcessId => getpid();

    /// <summary>Leaves the session of the host, so that what is typed on its terminal doesn't reach this process.</summary>
    public static void LeaveSession() => _ = setsid();

    /// <summary>Becomes the parent of every descendant whose own parent ends. Linux only.</summary>
    public static void BecomeSubreaper()
    {
        if (OperatingSystem.IsLinux() && prctl(SetChildSubreaper, 1, 0, 0, 0) != 0)
            throw new InvalidOperationException($"prctl: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Closes this process's descriptors and memory (as /proc shows them) to other processes of the same user: the job is one, and is not to
    /// write to the control pipe. Not to root's. Linux only.</summary>
    public static void HideFromEquals()
    {
        if (OperatingSystem.IsLinux())
            _ = prctl(SetDumpable, 0, 0, 0, 0);
    }

    /// <summary>Keeps every descriptor above 2, also those that the host let through, from the job.</summary>
    public static void CloseDescriptorsOnExec()
    {
        if (!OperatingSystem.IsLinux())
            return;
        foreach (var path in Directory.GetFiles("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(path.AsSpan()), out var fd) && fd > 2)
                _ = fcntl(fd, SetDescriptorFlags, CloseOnExec);
        }
    }

    public static void Ignore(int signal) => _ = Native.signal(signal, IgnoreSignal);

    /// <returns>0, or the system's error number.</returns>
    public static int ChangeDirectory(string path) => chdir(path) == 0 ? 0 : Marshal.GetLastPInvokeError();

    public static bool IsExecutable(string path) => access(path, CanExecute) == 0;

    /// <summary>Signals a process, or with a negative id a process group. That it is gone is no error.</summary>
    public static void Kill(int pid, int signal) => _ = kill(pid, signal);

    public static int Read(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint read;
            do
                read = Native.read(fd, start, (nuint)buffer.Length);
            while (read < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            return (int)read;
        }
    }

    public static void TryWrite(int fd, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
            _ = write(fd, start, (nuint)bytes.Length); // shorter than a pipe's atomic write
    }

    public static (int ReadEnd, int WriteEnd) CreatePipe()
    {
        var ends = stackalloc int[2];
        return pipe(ends) == 0 ? (ends[0], ends[1]) : throw new InvalidOperationException($"pipe: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Waits until one of two descriptors can be read or is closed, for a time at most. May return early with neither.</summary>
    public static (bool First, bool Second) Poll(int first, int second, int milliseconds)
    {
        var entries = stackalloc PollEntry[2];
        entries[0] = new PollEntry { Fd = first, Events = PollIn };
        entries[1] = new PollEntry { Fd = second, Events = PollIn };
        return poll(entries, 2, milliseconds) > 0 ? (entries[0].Result != 0, entries[1].Result != 0) : (false, false);
    }

    /// <summary>As <see cref="Poll(int, int, int)"/>, of one descriptor.</summary>
    public static bool Poll(int fd, int milliseconds)
    {
        var entry = new PollEntry { Fd = fd, Events = PollIn };
        return poll(&entry, 1, milliseconds) > 0;
    }

    public static void Pause(int milliseconds) => _ = poll(null, 0, milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe(int* ends);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int fd, byte* buffer, nuint count);

    [LibraryImport("libc")]
    private static partial nint write(int fd, byte* buffer, nuint count);

    [LibraryImport("libc")]
    private static partial int poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc")]
    private static partial nint signal(int signal, nint handler);

    [LibraryImport("libc")]
    private static partial int setsid();

    [LibraryImport("libc")]
    private static partial int getpid();

    [LibraryImport("libc")]
    private static partial int fcntl(int fd, int command, int value);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chdir(string path);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int access(string path, int mode);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Fd;
        public short Events;
        public short Result;
    }
}
