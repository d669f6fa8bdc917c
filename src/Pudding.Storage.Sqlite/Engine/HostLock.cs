namespace Pudding.Storage.Sqlite.Engine;

/// <summary>Lets in one host at a time. The lock is the system's, on a file of its own, and ends with the process, however that ends; backups read the database beside it.</summary>
internal sealed class HostLock : IDisposable
{
    private readonly FileStream _file;

    private HostLock(FileStream file) => _file = file;

    /// <returns>The lock; <c>null</c> while another process has it.</returns>
    public static HostLock? TryTake(string database)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // who can open it can hold it
        try
        {
            return new HostLock(new FileStream(database + "-lock", options));
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>By the numbers of Windows (a sharing violation), Linux and macOS (the call would block).</summary>
    private static bool IsHeld(IOException exception) => exception.HResult is unchecked((int)0x80070020) or 11 or 35;
}
