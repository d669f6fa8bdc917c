using System.Globalization;
using System.Text.Json;

namespace BuildFarm.Builds;

/// <summary>Takes the members of one JSON object by name. What is wrong is noted with line and field, and reading goes on, so that a user sees every
/// error at once.</summary>
internal sealed class ObjectReader
{
    private readonly JsonValue _object;
    private readonly string _path;
    private readonly List<FieldError> _errors;
    private readonly List<string> _known = [];

    private ObjectReader(JsonValue value, string path, List<FieldError> errors) => (_object, _path, _errors) = (value, path, errors);

    /// <summary>Reads an object with a function, then complains of what the function didn't ask for.</summary>
    /// <returns>What the function returns; the default when the value is no object.</returns>
    public static T? Read<T>(JsonValue value, string path, List<FieldError> errors, Func<ObjectReader, T?> read)
    {
        if (value.Kind != JsonTokenType.StartObject)
        {
            errors.Add(new FieldError(value.Line, path, $"{value.Described} is not an object"));
            return default;
        }

        var reader = new ObjectReader(value, path, errors);
        var result = read(reader);
        reader.RefuseTheRest();
        return result;
    }

    /// <summary>The path of a field of this object.</summary>
    public string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    /// <summary>The value of a field, whatever it is; <c>null</c> when it is left out.</summary>
    public JsonValue? Find(string name)
    {
        _known.Add(name);
        return _object.Members.FirstOrDefault(member => member.Name == name)?.Value;
    }

    /// <summary>The value of a field that must be there.</summary>
    public JsonValue? Require(string name)
    {
        var value = Find(name);
        if (value is null)
            _errors.Add(new FieldError(_object.Line, PathOf(name), "it is missing"));
        return value;
    }

    /// <summary>The text of a field that must be there.</summary>
    public string? RequireText(string name)
    {
        if (Require(name) is not { } value)
            return null;
        if (value.Kind == JsonTokenType.String && !string.IsNullOrWhiteSpace(value.Text))
            return value.Text;

        Refuse(value, name, $"{value.Described} is not a text");
        return null;
    }

    /// <summary>A whole number that may be left out.</summary>
    public int? WholeNumber(string name, int least, int most)
    {
        if (Find(name) is not { } value)
            return null;
        var number = 0;
        var whole = value.Kind == JsonTokenType.Number && int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
        if (whole && number >= least && number <= most)
            return number;

        Refuse(value, name, $"{value.Described} is not {(whole ? "" : "a whole number ")}between {least} and {most}");
        return null;
    }

    /// <summary>A number that may be left out.</summary>
    public double? Number(string name, double least, double most)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.Kind == JsonTokenType.Number
            && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;

        Refuse(value, name, $"{value.Described} is not {(value.Kind == JsonTokenType.Number ? "" : "a number ")}between {least} and {most}");
        return null;
    }

    /// <summary>Reads every item of an array that must be there and must have one.</summary>
    public IReadOnlyList<T> RequireItems<T>(string name, Func<JsonValue, string, T?> read)
        where T : class
    {
        if (Require(name) is not { } value)
            return [];
        if (value.Kind == JsonTokenType.StartArray && value.Items.Count > 0)
            return [.. value.Items.Select((item, index) => read(item, $"{PathOf(name)}[{index}]")).OfType<T>()];

        Refuse(value, name, value.Kind == JsonTokenType.StartArray ? "it has no items" : $"{value.Described} is not an array");
        return [];
    }

    /// <summary>Notes that the value of a field is wrong.</summary>
    public void Refuse(JsonValue value, string name, string message) => _errors.Add(new FieldError(value.Line, PathOf(name), message));

    private void RefuseTheRest()
    {
        foreach (var member in _object.Members.Where(member => !_known.Contains(member.Name)))
            _errors.Add(new FieldError(member.Line, PathOf(member.Name), $"there is no such field; known are {string.Join(", ", _known.Distinct())}"));

        foreach (var repeated in _object.Members.GroupBy(static member => member.Name).Where(static group => group.Skip(1).Any()))
            _errors.Add(new FieldError(repeated.Last().Line, PathOf(repeated.Key), "it is given more than once"));
    }
}
