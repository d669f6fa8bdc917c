using System.Runtime.InteropServices;

namespace Pudding.Guardian;

internal static unsafe partial class Native
{
    private const int AnyChild = 0;
    private const int OneChild = 1;
    private const int Exited = 4;
    private const int NoHang = 1;
    private const int CodeExited = 1;

    private static int LeaveWaitable => OperatingSystem.IsMacOS() ? 0x20 : 0x0100_0000;

    /// <summary>Waits until some child has ended, and leaves it a zombie: its id stays its own.</summary>
    /// <returns>The child; 0 when there is no child at all.</returns>
    public static int WaitForAny() => Wait(AnyChild, 0, Exited | LeaveWaitable, out var child) == 0 ? child.Pid : 0;

    /// <summary>Takes the end of a child that has ended.</summary>
    public static ChildEnd Reap(int pid)
    {
        _ = Wait(OneChild, pid, Exited | NoHang, out var child);
        return child;
    }

    /// <summary>Takes the end of every child that has ended.</summary>
    /// <returns>Whether there is no child any more. Then a subreaper has no descendant either, for the kernel gives it every orphan at once.</returns>
    public static bool ReapAll()
    {
        while (Wait(AnyChild, 0, Exited | NoHang, out var child) == 0)
        {
            if (child.Pid == 0)
                return false;
        }

        return true;
    }

    private static int Wait(int kind, int pid, int options, out ChildEnd child)
    {
        var info = stackalloc byte[128];
        int result;
        do
        {
            new Span<byte>(info, 128).Clear();
            result = waitid(kind, pid, info, options);
        }
        while (result != 0 && Marshal.GetLastPInvokeError() == Interrupted);

        var pidAt = OperatingSystem.IsMacOS() ? 12 : 16; // Linux aligns the union to a pointer
        child = result == 0
            ? new ChildEnd(*(int*)(info + pidAt), *(int*)(info + 8) == CodeExited, *(int*)(info + pidAt + 8))
            : default;
        return result;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitid(int kind, int id, byte* info, int options);
}
