using Microsoft.Data.Sqlite;

namespace Pudding.Storage.Sqlite.Tests.Support;

/// <summary>How SQLite finds what a statement asks for.</summary>
internal static class QueryPlans
{
    /// <summary>Tables that grow with the backlog or with time. The active jobs have an index of their own, which may be read as a whole.</summary>
    private static readonly string[] Large =
    [
        "SCAN job", "SCAN job_content", "SCAN job_group", "SCAN ready", "SCAN place", "SCAN occupancy", "SCAN log", "SCAN log_piece", "SCAN event", "SCAN usage_record",
    ];

    private static readonly string[] Allowed = ["SCAN job USING INDEX job_active", "SCAN place USING INDEX place_open"];

    /// <summary>The statements that read a large table as a whole, each with how.</summary>
    public static IEnumerable<string> FindScans(string file, IEnumerable<string> statements)
    {
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        foreach (var statement in statements.Where(static sql => sql.TrimStart().Split(' ', '\n')[0] is "SELECT" or "UPDATE" or "DELETE" or "INSERT"))
        {
            foreach (var step in Explain(connection, statement).Where(IsScan))
            {
                // The oldest events, up to a limit, are read from the beginning.
                if (!(step == "SCAN event" && statement.Contains("ORDER BY seq LIMIT", StringComparison.Ordinal)))
                    yield return $"{step}: {statement}";
            }
        }
    }

    private static bool IsScan(string step) =>
        Large.Any(table => step == table || step.StartsWith(table + " ", StringComparison.Ordinal)) && !Allowed.Any(step.StartsWith);

    private static List<string> Explain(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + statement;
        for (var i = 1; i <= 40; i++)
            command.Parameters.AddWithValue($"?{i}", 1);
        var steps = new List<string>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
            steps.Add(reader.GetString(3));
        return steps;
    }
}
