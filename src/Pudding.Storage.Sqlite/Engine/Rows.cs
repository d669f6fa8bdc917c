namespace Pudding.Storage.Sqlite.Engine;

/// <summary>What a query finds, row by row. To be disposed of before the same query is asked again.</summary>
internal readonly struct Rows(Statement statement) : IDisposable
{
    public bool Read() => statement.Step();

    public bool IsNull(int column) => statement.IsNull(column);

    public long Integer(int column) => statement.Integer(column);

    public int Int(int column) => (int)statement.Integer(column);

    public bool Bool(int column) => statement.Integer(column) != 0;

    public double Real(int column) => statement.Real(column);

    public long? IntegerOrNull(int column) => statement.IsNull(column) ? null : statement.Integer(column);

    public string Text(int column) => statement.Text(column)!;

    public string? TextOrNull(int column) => statement.Text(column);

    public Guid Uuid(int column) => new(statement.Bytes(column), bigEndian: true);

    public Guid? UuidOrNull(int column) => statement.IsNull(column) ? null : Uuid(column);

    public DateTimeOffset Time(int column) => new(statement.Integer(column), TimeSpan.Zero);

    public DateTimeOffset? TimeOrNull(int column) => statement.IsNull(column) ? null : Time(column);

    public TimeSpan Span(int column) => new(statement.Integer(column));

    public TimeSpan? SpanOrNull(int column) => statement.IsNull(column) ? null : Span(column);

    /// <summary>The bytes of a text or a blob, until the next row.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => statement.Bytes(column);

    public void Dispose() => statement.Reset();
}
