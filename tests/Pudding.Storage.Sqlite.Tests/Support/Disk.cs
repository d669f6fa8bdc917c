using System.Diagnostics;

namespace Pudding.Storage.Sqlite.Tests.Support;

/// <summary>A small disk of its own, in memory. Needs root.</summary>
internal sealed class Disk : IDisposable
{
    private readonly TempFolder _folder = new();

    public Disk(int megabytes)
    {
        Requires.That(
            OperatingSystem.IsLinux() && Environment.UserName == "root" && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", _folder.Path),
            "This user can't mount a file system.", "Run the tests as root, where mounting is allowed.");
    }

    private string Ballast => File("ballast");

    public string File(string name) => _folder.File(name);

    /// <summary>Takes all the room there is, but for some.</summary>
    public void Fill(int leftBytes = 0)
    {
        using (var ballast = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            var block = new byte[4096];
            try
            {
                while (true)
                    ballast.Write(block);
            }
            catch (IOException)
            {
                ballast.SetLength(Math.Max(0, ballast.Length - leftBytes));
            }
        }
    }

    public void MakeRoom() => System.IO.File.Delete(Ballast);

    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", _folder.Path));

    public void Dispose()
    {
        Run("umount", "--lazy", _folder.Path);
        _folder.Dispose();
    }

    private static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
