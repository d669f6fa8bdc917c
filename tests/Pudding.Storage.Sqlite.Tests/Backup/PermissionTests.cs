using Pudding.Storage.Sqlite.Tests.Support;

namespace Pudding.Storage.Sqlite.Tests.Backup;

/// <summary>Payloads are in it, and of credentials the hashes: that is nobody else's business.</summary>
public sealed class PermissionTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempFolder _folder = new();

    private string Path => _folder.File("farm.db");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task A_store_and_its_backups_are_for_their_owner_only()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has other permissions.");
        await using (OpenStore.At(Path))
        {
            Assert.All(["", "-wal", "-shm", "-lock"], suffix => Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path + suffix)));
            SqliteBackup.Create(Path, _folder.File("backup.db"));
        }

        SqliteBackup.Restore(_folder.File("backup.db"), Path, DateTimeOffset.UtcNow);

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder.File("backup.db")));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path));
    }

    [SkippableFact]
    public async Task A_file_that_is_there_keeps_its_permissions()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has other permissions.");
        await OpenStore.At(Path).DisposeAsync();
        File.SetUnixFileMode(Path, OwnerOnly | UnixFileMode.GroupRead);

        await using var store = OpenStore.At(Path);

        Assert.Equal(OwnerOnly | UnixFileMode.GroupRead, File.GetUnixFileMode(Path));
    }
}
