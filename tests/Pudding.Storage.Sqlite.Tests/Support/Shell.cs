using Microsoft.Data.Sqlite;
using Pudding.Tenants;

namespace Pudding.Storage.Sqlite.Tests.Support;

/// <summary>Another program that has a database open.</summary>
internal sealed class Shell : IDisposable
{
    private readonly SqliteConnection _connection;

    public Shell(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
    }

    public void Run(string sql) => _ = Ask(sql);

    public List<object[]> Ask(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    public long Number(string sql) => (long)Ask(sql)[0][0];

    /// <summary>That what is counted is what there is, and that the file is whole.</summary>
    public void AssertWhole()
    {
        Assert.Equal("ok", Ask("PRAGMA integrity_check")[0][0]);
        Assert.Empty(Ask("SELECT id FROM place WHERE open <> (SELECT count(*) FROM job WHERE place = place.id AND state < 10)"));
        Assert.Empty(Ask("SELECT id FROM job_group WHERE open <> (SELECT count(*) FROM job WHERE group_id = job_group.id AND state < 10)"));
        Assert.Empty(Ask("SELECT id FROM job_group WHERE jobs <> (SELECT count(*) FROM job JOIN job_content USING (seq) WHERE group_id = job_group.id)"));
        Assert.Equal(Active(), Ask("SELECT kind, name, active FROM occupancy").ToDictionary(row => ((long)row[0], (string)row[1]), row => (long)row[2]));
    }

    public void Dispose() => _connection.Dispose();

    private Dictionary<(long Kind, string Name), long> Active()
    {
        var active = new Dictionary<(long Kind, string Name), long>();
        foreach (var row in Ask("SELECT tenant, queue FROM job JOIN place ON place.id = job.place WHERE state IN (2, 3)"))
        {
            for (TenantPath? node = TenantPath.Parse((string)row[0]); node is { } at; node = at.Parent)
                active[(1, at.Value)] = active.GetValueOrDefault((1, at.Value)) + 1;
            active[(2, (string)row[1])] = active.GetValueOrDefault((2, (string)row[1])) + 1;
        }

        return active;
    }
}
