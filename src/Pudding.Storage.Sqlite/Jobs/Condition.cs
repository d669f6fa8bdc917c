using System.Globalization;
using System.Text;
using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Jobs;

/// <summary>A condition that is put together: values only ever as parameters.</summary>
internal sealed class Condition
{
    private readonly StringBuilder _text = new();
    private readonly List<SqlValue> _values = [];

    /// <param name="comparison">A column and an operator.</param>
    /// <param name="value">What to compare with.</param>
    public Condition(string comparison, SqlValue value) => _text.Append(comparison).Append(' ').Append(Parameter(value));

    public string Text => _text.ToString();

    public IReadOnlyList<SqlValue> Values => _values;

    /// <summary>Nothing is asked for by a value that is <c>null</c>.</summary>
    public void Add(string comparison, SqlValue value)
    {
        if (!value.IsNull)
            _text.Append(" AND ").Append(comparison).Append(' ').Append(Parameter(value));
    }

    /// <summary>One of several; empty for any.</summary>
    public void AddAny(string column, IReadOnlyList<SqlValue> values)
    {
        if (values.Count > 0)
            _text.Append(" AND ").Append(column).Append(" IN (").AppendJoin(", ", values.Select(Parameter)).Append(')');
    }

    private string Parameter(SqlValue value)
    {
        _values.Add(value);
        return "?" + _values.Count.ToString(CultureInfo.InvariantCulture);
    }
}
