using Microsoft.Data.Sqlite;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Storage.Sqlite.Schema;
using Pudding.Storage.Sqlite.Tests.Support;

namespace Pudding.Storage.Sqlite.Tests.Schema;

public sealed class MigrationTests : IDisposable
{
    private static readonly int Next = Migrator.Newest + 1;

    private readonly TempFolder _folder = new();

    private string Path => _folder.File("farm.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Steps_are_numbered_without_a_hole() => Assert.Equal(Enumerable.Range(1, Migrator.Newest), Migrator.Steps.Select(step => step.Version));

    /// <summary>A step that was released is not edited: what changes goes into the next.</summary>
    [Fact]
    public async Task A_new_file_has_the_tables_that_it_had_when_they_were_released()
    {
        await OpenStore.At(Path).DisposeAsync();
        using var shell = new Shell(Path);

        Snapshots.Match(string.Join("\n\n", shell.Ask("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name").Select(row => row[0])));
    }

    [Fact]
    public void A_step_that_fails_leaves_the_former_version()
    {
        Migrate(Migrator.Steps);

        Assert.Throws<SqliteException>(() => Migrate([.. Migrator.Steps, (Next, "CREATE TABLE extra (id INTEGER); INSERT INTO missing VALUES (1);")]));

        AssertVersion(Migrator.Newest, extraTables: 0);
        Migrate([.. Migrator.Steps, (Next, "CREATE TABLE extra (id INTEGER);")]);
        AssertVersion(Next, extraTables: 1);
    }

    [Fact]
    public void Steps_that_were_whole_before_one_failed_are_kept()
    {
        Assert.Throws<SqliteException>(() => Migrate([.. Migrator.Steps, (Next, "CREATE TABLE extra (id INTEGER);"), (Next + 1, "INSERT INTO missing VALUES (1);")]));

        AssertVersion(Next, extraTables: 1);
    }

    [Fact]
    public void A_step_in_whose_middle_the_host_is_killed_leaves_the_former_version()
    {
        Migrate(Migrator.Steps);
        using (var connection = new Connection(Path, readOnly: false, TimeSpan.Zero))
        {
            // So much that it is written before it is committed.
            connection.Run("PRAGMA journal_mode = WAL; PRAGMA cache_size = 10; BEGIN IMMEDIATE; CREATE TABLE extra (id INTEGER, bytes BLOB);");
            connection.Run($"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000) INSERT INTO extra SELECT i, zeroblob(1000) FROM n; PRAGMA user_version = {Next};");
            Files.CopyAsKilled(Path, _folder.File("killed.db"));
        }

        Assert.True(new FileInfo(_folder.File("killed.db-wal")).Length > 100_000);
        using var shell = new Shell(_folder.File("killed.db"));
        Assert.Equal(Migrator.Newest, shell.Number("PRAGMA user_version"));
        Assert.Equal(0, shell.Number("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'"));
    }

    [Fact]
    public void Opening_again_runs_no_step()
    {
        Migrate(Migrator.Steps);

        Migrate([.. Migrator.Steps.Select(step => (step.Version, "INSERT INTO missing VALUES (1);"))]);

        AssertVersion(Migrator.Newest, extraTables: 0);
    }

    private void Migrate(IReadOnlyList<(int Version, string Script)> steps)
    {
        using var connection = new Connection(Path, readOnly: false, TimeSpan.Zero);
        Migrator.Migrate(connection, Path, steps);
    }

    private void AssertVersion(int version, int extraTables)
    {
        using var shell = new Shell(Path);
        Assert.Equal(version, shell.Number("PRAGMA user_version"));
        Assert.Equal(extraTables, shell.Number("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'"));
    }
}
