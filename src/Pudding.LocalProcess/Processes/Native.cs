using System.Runtime.InteropServices;

namespace Pudding.LocalProcess.Processes;

/// <summary>The system calls that start and end groups of processes. Numbers are those of 64-bit Linux and macOS.</summary>
internal static unsafe partial class Native
{
    public const int SigTerm = 15;
    public const int SigKill = 9;

    private const int NoHang = 1;

    // Room for the opaque structures of every libc: at most 336 bytes in glibc and musl, a pointer on macOS.
    private const int OpaqueSize = 512;
    private const int ReadAndWrite = 2;
    private const short SetSignalDefaults = 4;
    private const short SetSignalMask = 8;
    private const int FirstOther = 3;

    private static short SetSession => OperatingSystem.IsMacOS() ? (short)0x400 : (short)0x80;

    /// <summary>Not passing on what the host's native libraries have open: a flag on macOS, a call (where the C library has it) on Linux.</summary>
    private static short CloseOthers => OperatingSystem.IsMacOS() ? (short)0x4000 : (short)0;

    /// <summary>Signals a process, or with a negative id a process group. That it is gone is no error.</summary>
    public static void Kill(int pid, int signal)
    {
        if (pid is not (0 or -1 or 1)) // our own group, every process, the first one
            _ = kill(pid, signal);
    }

    /// <summary>Takes the end of a child that has ended.</summary>
    /// <param name="pid">Which child; the negative id of a group for any in it.</param>
    /// <param name="status">How it ended.</param>
    /// <returns>The child; 0 or less when none has ended.</returns>
    public static int Reap(int pid, out int status) => waitpid(pid, out status, NoHang);

    /// <summary>Starts a program in a session and group of its own, with nothing to read or write to of ours, and signals as the system has them: the .NET runtime ignores SIGPIPE, and what is
    /// ignored is inherited.</summary>
    /// <returns>0, or the system's error number.</returns>
    public static int Spawn(IReadOnlyList<string> command, IReadOnlyList<string> environment, out int pid)
    {
        var attributes = stackalloc byte[OpaqueSize];
        var files = stackalloc byte[OpaqueSize];
        var signals = stackalloc byte[OpaqueSize];
        var argumentBlock = ToBlock(command);
        var environmentBlock = ToBlock(environment);
        pid = 0;
        _ = posix_spawnattr_init(attributes);
        _ = posix_spawn_file_actions_init(files);
        try
        {
            _ = sigemptyset(signals);
            _ = posix_spawnattr_setsigmask(attributes, signals);
            _ = sigfillset(signals);
            _ = posix_spawnattr_setsigdefault(attributes, signals);
            _ = posix_spawnattr_setflags(attributes, (short)(SetSignalDefaults + SetSignalMask + SetSession + CloseOthers));
            for (var fd = 0; fd < FirstOther; fd++)
                _ = posix_spawn_file_actions_addopen(files, fd, "/dev/null", ReadAndWrite, 0);
            if (OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "posix_spawn_file_actions_addclosefrom_np", out var closeFrom))
                _ = ((delegate* unmanaged<byte*, int, int>)closeFrom)(files, FirstOther);
            return posix_spawn(out pid, command[0], files, attributes, argumentBlock, environmentBlock);
        }
        finally
        {
            _ = posix_spawn_file_actions_destroy(files);
            _ = posix_spawnattr_destroy(attributes);
            Free(argumentBlock);
            Free(environmentBlock);
        }
    }

    public static string Message(int error) => Marshal.GetPInvokeErrorMessage(error);

    private static byte** ToBlock(IReadOnlyList<string> texts)
    {
        var block = (byte**)NativeMemory.AllocZeroed((nuint)texts.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Count; i++)
            block[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        return block;
    }

    private static void Free(byte** block)
    {
        for (var item = block; *item is not null; item++)
            Marshal.FreeCoTaskMem((nint)(*item));
        NativeMemory.Free(block);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn(out int pid, string path, byte* files, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* files);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* files);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(byte* files, int fd, string path, int flags, uint mode);

    [LibraryImport("libc")]
    private static partial int sigemptyset(byte* signals);

    [LibraryImport("libc")]
    private static partial int sigfillset(byte* signals);

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc")]
    private static partial int waitpid(int pid, out int status, int options);
}
