using System.Globalization;
using System.Text;
using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Tenants;

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

    /// <summary>A tenant, or one below it: behind its slash, before the character that comes after that.</summary>
    public void AddWithin(TenantPath tenant) => _text.Append(
        CultureInfo.InvariantCulture, $" AND (tenant = {Parameter(tenant.Value)} OR tenant > {Parameter(tenant.Value + "/")} AND tenant < {Parameter(tenant.Value + "0")})");

    /// <summary>A group's jobs: they have consecutive places in the order.</summary>
    public void AddOfGroup(JobGroupId group)
    {
        var id = Parameter(group.Value);
        _text.Append(
            CultureInfo.InvariantCulture,
            $" AND job.seq >= (SELECT first_job FROM job_group WHERE id = {id}) AND job.seq < (SELECT first_job + jobs FROM job_group WHERE id = {id})");
    }

    private string Parameter(SqlValue value)
    {
        _values.Add(value);
        return "?" + _values.Count.ToString(CultureInfo.InvariantCulture);
    }
}
