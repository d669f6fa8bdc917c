using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Schema;

/// <summary>Brings the tables of a file to this version, one step after the other, each in a transaction of its own with the number that says so.</summary>
internal static class Migrator
{
    /// <summary>Marks a file as one of this store: "Pudd".</summary>
    public const long ApplicationId = 0x50756464;

    /// <summary>The steps, by the number that a file has after them.</summary>
    public static IReadOnlyList<(int Version, string Script)> Steps { get; } = [.. ReadSteps()];

    public static int Newest => Steps[^1].Version;

    /// <exception cref="SqliteStoreException">The file is another program's, or a newer version of Pudding has written it.</exception>
    public static void Migrate(Connection connection, string path) => Migrate(connection, path, Steps);

    /// <inheritdoc cref="Migrate(Connection, string)" />
    public static void Migrate(Connection connection, string path, IReadOnlyList<(int Version, string Script)> steps)
    {
        var version = Check(connection, path);
        foreach (var step in steps.Where(step => step.Version > version))
            connection.Run($"BEGIN IMMEDIATE; {step.Script} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {step.Version}; COMMIT;");
    }

    /// <returns>The number of the last step that the file has seen; 0 for an empty file.</returns>
    public static int Check(Connection connection, string path)
    {
        var version = (int)connection.Scalar("PRAGMA user_version")!;
        var application = connection.Scalar("PRAGMA application_id");
        if (application != ApplicationId && (application != 0 || version != 0 || connection.Scalar("SELECT count(*) FROM sqlite_schema") > 0))
            throw new SqliteStoreException(SqliteStoreProblem.NotAStore, $"'{path}' is a database of another program. Give UseSqliteStore another path.");
        return version <= Newest ? version : throw new SqliteStoreException(
            SqliteStoreProblem.TooNew,
            $"'{path}' was written by a newer version of Pudding: its tables have version {version}, this one knows {Newest}. "
            + "Run the newer version, or restore a backup that was made before it.");
    }

    private static IEnumerable<(int Version, string Script)> ReadSteps()
    {
        var assembly = typeof(Migrator).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (int.Parse(name.Split('_')[0], System.Globalization.CultureInfo.InvariantCulture), reader.ReadToEnd());
        }
    }
}
