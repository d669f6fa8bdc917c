using System.Runtime.InteropServices;

namespace Pudding.Guardian;

internal static unsafe partial class Native
{
    // Room for the opaque structures of every libc: at most 336 bytes in glibc and musl, a pointer on macOS.
    private const int OpaqueSize = 512;
    private const short SetSignalDefaults = 4;
    private const short SetSignalMask = 8;

    private static short SetSession => OperatingSystem.IsMacOS() ? (short)0x400 : (short)0x80;

    /// <summary>Starts a program in a session of its own, with nothing to read, its two outputs on our one, and signals as the system has them:
    /// the .NET runtime ignores SIGPIPE, and what is ignored is inherited.</summary>
    /// <returns>0, or the system's error number.</returns>
    public static int Spawn(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, out int pid)
    {
        var attributes = stackalloc byte[OpaqueSize];
        var files = stackalloc byte[OpaqueSize];
        var signals = stackalloc byte[OpaqueSize];
        var argumentBlock = ToBlock(arguments);
        var environmentBlock = ToBlock(environment);
        pid = 0;
        try
        {
            _ = posix_spawnattr_init(attributes);
            _ = posix_spawn_file_actions_init(files);
            _ = sigemptyset(signals);
            _ = posix_spawnattr_setsigmask(attributes, signals);
            _ = sigfillset(signals);
            _ = posix_spawnattr_setsigdefault(attributes, signals);
            _ = posix_spawnattr_setflags(attributes, (short)(SetSignalDefaults | SetSignalMask | SetSession));
            _ = posix_spawn_file_actions_addopen(files, 0, "/dev/null", 0, 0);
            _ = posix_spawn_file_actions_adddup2(files, 1, 2);
            return posix_spawn(out pid, path, files, attributes, argumentBlock, environmentBlock);
        }
        finally
        {
            _ = posix_spawn_file_actions_destroy(files);
            _ = posix_spawnattr_destroy(attributes);
            Free(argumentBlock);
            Free(environmentBlock);
        }
    }

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
    private static partial int posix_spawn_file_actions_adddup2(byte* files, int from, int to);

    [LibraryImport("libc")]
    private static partial int sigemptyset(byte* signals);

    [LibraryImport("libc")]
    private static partial int sigfillset(byte* signals);
}
