using System.Text.Json;
using Pudding.Tenants;

namespace BuildFarm.Builds;

/// <summary>Reads a builds file. The README describes the format.</summary>
internal static class BuildFileReader
{
    private const int MostJobsOfATemplate = 500;
    private const int MostSeconds = 3600;
    private const int MostNameCharacters = 200; // of a job, in Pudding
    private const int MostScriptCharacters = 30_000;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="errors">Every error, as <c>file:line: field: what is wrong</c>; empty when there is none.</param>
    /// <returns>The builds; <c>null</c> when there are errors.</returns>
    public static BuildFile? Read(string path, out IReadOnlyList<string> errors)
    {
        try
        {
            return Parse(File.ReadAllBytes(path), Path.GetFileName(path), out errors);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            errors = [$"{path}: there is no such file"];
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            errors = [$"{path}: it is a folder; name a file"];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors = [$"{path}: the file can't be read: {exception.Message}"];
        }

        return null;
    }

    /// <summary>Reads the text of a file.</summary>
    public static BuildFile? Parse(ReadOnlySpan<byte> utf8, string fileName, out IReadOnlyList<string> errors)
    {
        var found = new List<FieldError>();
        BuildFile? file;
        try
        {
            file = ObjectReader.Read(JsonText.Parse(utf8), "", found, reader => ReadFile(reader, found));
        }
        catch (JsonException exception)
        {
            errors = [$"{fileName}:{exception.LineNumber + 1}:{exception.BytePositionInLine + 1}: not valid JSON: {WithoutPlace(exception.Message)}"];
            return null;
        }

        errors = [.. found.OrderBy(static error => error.Line).Select(error => error.Path.Length == 0
            ? $"{fileName}:{error.Line}: {error.Message}"
            : $"{fileName}:{error.Line}: {error.Path}: {error.Message}")];
        return errors.Count == 0 ? file : null;
    }

    private static BuildFile ReadFile(ObjectReader reader, List<FieldError> errors) => new()
    {
        Limit = reader.WholeNumber("limit", 1, CommandLine.MaxLimit) ?? BuildFile.DefaultLimit,
        Slots = reader.WholeNumber("slots", 1, CommandLine.MaxSlots) ?? BuildFile.DefaultSlots,
        Projects = ReadProjects(reader, errors),
    };

    private static IReadOnlyList<BuildProject> ReadProjects(ObjectReader file, List<FieldError> errors)
    {
        var seen = new List<TenantPath>();
        return file.RequireItems("projects", (value, path) => ObjectReader.Read(value, path, errors, reader =>
        {
            var project = ReadProject(reader, errors);
            if (!project.Path.IsEmpty && seen.Contains(project.Path))
                reader.Refuse(value, "project", $"'{project.Path}' is in the file already");
            else if (seen.Find(other => other != project.Path && (other.IsWithin(project.Path) || project.Path.IsWithin(other))) is { IsEmpty: false } kin)
                reader.Refuse(value, "project", $"'{project.Path}' and '{kin}' lie one below the other; only the leaves of the tree hold jobs");
            seen.Add(project.Path);
            return project;
        }));
    }

    private static BuildProject ReadProject(ObjectReader reader, List<FieldError> errors) => new()
    {
        Path = ReadPath(reader),
        Limit = reader.WholeNumber("limit", 1, CommandLine.MaxLimit),
        Weight = reader.Number("weight", TenantPolicy.MinWeight, TenantPolicy.MaxWeight) ?? 1,
        Jobs = [.. reader.RequireItems("jobs", (value, path) => ObjectReader.Read(value, path, errors, ReadJobs)).SelectMany(static jobs => jobs)],
    };

    private static TenantPath ReadPath(ObjectReader reader)
    {
        if (reader.RequireText("project") is not { } text)
            return default;
        if (TenantPath.TryParse(text, provider: null, out var path))
            return path;

        reader.Refuse(reader.Find("project")!, "project", $"'{text}' is not one to three names of letters, digits, '.', '_', '-', joined by slashes");
        return default;
    }

    private static IReadOnlyList<BuildJob> ReadJobs(ObjectReader reader)
    {
        var name = reader.RequireText("name");
        var script = ReadScript(reader);
        var matrix = ReadMatrix(reader);
        var repeat = reader.WholeNumber("repeat", 1, MostJobsOfATemplate);
        var seconds = reader.WholeNumber("timeoutSeconds", 1, MostSeconds);

        if (matrix is null)
            return [];

        var count = matrix.Aggregate((long)(repeat ?? 1), static (product, variable) => Math.Min(product * variable.Value.Count, int.MaxValue));
        if (count > MostJobsOfATemplate)
        {
            reader.Refuse(reader.Find("matrix")!, "matrix", $"it makes {count} jobs; at most {MostJobsOfATemplate} are allowed, write several entries in 'jobs'");
            return [];
        }

        if (name is null || script is null)
            return [];

        var cells = JobMatrix.Expand(matrix, repeat ?? 1).ToList();
        if (cells.Count > 0 && JobMatrix.UnknownPlaceholder(name, cells[0]) is { } unknown)
        {
            reader.Refuse(reader.Find("name")!, "name", $"there is no variable {{{unknown}}}; known are {string.Join(", ", cells[0].Keys.Select(static key => $"{{{key}}}"))}");
            return [];
        }

        var jobs = cells.Select(cell => new BuildJob
        {
            Name = JobMatrix.Fill(name, cell),
            Script = script,
            Variables = cell,
            Timeout = seconds is { } limit ? TimeSpan.FromSeconds(limit) : null,
        }).ToList();
        if (jobs.Max(static job => job.Name.Length) > MostNameCharacters)
            reader.Refuse(reader.Find("name")!, "name", $"it makes names of more than {MostNameCharacters} characters");
        return jobs;
    }

    private static string? ReadScript(ObjectReader reader)
    {
        if (reader.Require("run") is not { } run)
            return null;

        IReadOnlyList<JsonValue> lines = run.Kind == JsonTokenType.StartArray ? run.Items : [run];
        if (lines.FirstOrDefault(static line => line.Kind != JsonTokenType.String || string.IsNullOrWhiteSpace(line.Text) || line.Text.Contains('\0')) is { } wrong)
            reader.Refuse(wrong, "run", $"{wrong.Described} is not a command, or an array of commands");
        else if (lines.Count == 0)
            reader.Refuse(run, "run", "it has no commands");
        else if (lines.Sum(static line => line.Text.Length) > MostScriptCharacters)
            reader.Refuse(run, "run", $"it has more than {MostScriptCharacters} characters; call a script of your own instead");
        else
            return string.Join('\n', lines.Select(static line => line.Text));

        return null;
    }

    /// <returns>The variables; <c>null</c> when one is wrong.</returns>
    private static Dictionary<string, IReadOnlyList<string>>? ReadMatrix(ObjectReader reader)
    {
        var variables = new Dictionary<string, IReadOnlyList<string>>();
        if (reader.Find("matrix") is not { } matrix)
            return variables;
        if (matrix.Kind != JsonTokenType.StartObject)
        {
            reader.Refuse(matrix, "matrix", $"{matrix.Described} is not an object of variables, each an array of values");
            return null;
        }

        foreach (var (name, line, values) in matrix.Members)
        {
            var field = $"matrix.{name}";
            if (!JobMatrix.IsVariable(name))
                reader.Refuse(values, field, "a variable is a lower-case letter, then lower-case letters, digits and '_', and not 'n', which counts the jobs");
            else if (values.Kind != JsonTokenType.StartArray || values.Items.Count == 0)
                reader.Refuse(values, field, $"{(values.Kind == JsonTokenType.StartArray ? "it" : values.Described)} is not an array of at least one value");
            else if (values.Items.FirstOrDefault(static item => item.Kind is not (JsonTokenType.String or JsonTokenType.Number)) is { } wrong)
                reader.Refuse(wrong, field, $"{wrong.Described} is neither a text nor a number");
            else if (!variables.TryAdd(name, [.. values.Items.Select(static item => item.Text)]))
                reader.Refuse(values with { Line = line }, field, "it is given more than once");
        }

        return variables.Count == matrix.Members.Count ? variables : null;
    }

    // System.Text.Json ends its messages with a place that counts from 0.
    private static string WithoutPlace(string message) =>
        message.IndexOf(" LineNumber:", StringComparison.Ordinal) is var place and >= 0 ? message[..place] : message;
}
