namespace Pudding.Storage.Sqlite.Engine;

/// <summary>The store's one row of numbers: read when a transaction begins, written when it ends.</summary>
internal sealed class Estate
{
    private readonly (long, long, long, long, long, string?, long, long) _before;

    private Estate(Rows row)
    {
        Job = row.Integer(0);
        Event = row.Integer(1);
        Session = row.Integer(2);
        Token = row.Integer(3);
        Epoch = row.Integer(4);
        Holder = row.TextOrNull(5);
        HolderUntil = row.Integer(6);
        PolicyVersion = row.Integer(7);
        Time = row.Integer(8);
        TimeOfDay = row.Time(9);
        _before = Numbers;
    }

    /// <summary>The last job's place in the order.</summary>
    public long Job { get; set; }

    public long Event { get; set; }

    public long Session { get; set; }

    public long Token { get; set; }

    /// <summary>The baton's.</summary>
    public long Epoch { get; set; }

    public string? Holder { get; set; }

    public long HolderUntil { get; set; }

    public long PolicyVersion { get; set; }

    /// <summary>Whether any of these was changed.</summary>
    public bool IsChanged => Numbers != _before;

    /// <summary>The store's time when it was last written.</summary>
    public long Time { get; }

    public DateTimeOffset TimeOfDay { get; }

    private (long, long, long, long, long, string?, long, long) Numbers => (Job, Event, Session, Token, Epoch, Holder, HolderUntil, PolicyVersion);

    public static Estate Read(Connection connection)
    {
        using var row = connection.Query(
            "SELECT job, event, session, token, epoch, holder, holder_until, policy_version, time, time_utc FROM estate");
        row.Read();
        return new Estate(row);
    }

    public void Write(Connection connection, Moment moment) => connection.Execute(
        """
        UPDATE estate SET job = ?1, event = ?2, session = ?3, token = ?4, epoch = ?5, holder = ?6, holder_until = ?7, policy_version = ?8, time = ?9, time_utc = ?10
        """,
        Job, Event, Session, Token, Epoch, Holder, HolderUntil, PolicyVersion, moment.Time, moment.Now);
}
