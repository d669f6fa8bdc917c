using Pudding.Storage.Sqlite.Tests.Support;

namespace Pudding.Storage.Sqlite.Tests.Faults;

public sealed class ReadOnlyTests
{
    private const UnixFileMode ReadByAll = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode EnterByAll = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode WriteByAll = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_on_a_disk_that_is_mounted_read_only_does_not_open(bool isThere)
    {
        using var disk = new Disk(megabytes: 2);
        if (isThere)
            await OpenStore.At(disk.File("farm.db")).DisposeAsync();
        disk.MakeReadOnly();

        var refused = OpenStore.Refused(disk.File("farm.db"));

        Assert.Equal(SqliteStoreProblem.ReadOnly, refused.Problem);
        Assert.Contains("must not be mounted read-only", refused.Message);
    }

    [SkippableTheory]
    [InlineData(ReadByAll, EnterByAll | ReadByAll | WriteByAll)]
    [InlineData(ReadByAll | WriteByAll, EnterByAll | ReadByAll)]
    public async Task A_store_whose_file_or_folder_its_user_may_not_write_does_not_open(UnixFileMode fileMode, UnixFileMode folderMode)
    {
        using var folder = new TempFolder();
        await OpenStore.At(folder.File("farm.db")).DisposeAsync();
        File.Delete(folder.File("farm.db-lock"));
        File.SetUnixFileMode(folder.File("farm.db"), fileMode);
        File.SetUnixFileMode(folder.Path, folderMode);
        using var process = StoreProcess.StartAsNobody(folder.File("farm.db"));

        var said = await process.SaysAsync();

        Assert.StartsWith("ReadOnly ", said);
        Assert.Contains("needs the right to write", said);
    }

    [SkippableFact]
    public async Task A_store_whose_file_its_user_may_not_read_does_not_open()
    {
        using var folder = new TempFolder();
        await OpenStore.At(folder.File("farm.db")).DisposeAsync();
        File.SetUnixFileMode(folder.Path, EnterByAll | ReadByAll | WriteByAll);
        using var process = StoreProcess.StartAsNobody(folder.File("farm.db"));

        var said = await process.SaysAsync();

        Assert.StartsWith("CannotOpen ", said);
        Assert.Contains("needs the right to read", said);
    }
}
