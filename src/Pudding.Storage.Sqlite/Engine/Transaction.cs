using System.Buffers;
using Pudding.Events;
using Pudding.Lifecycle;
using Pudding.Storage.Sqlite.Jobs;

namespace Pudding.Storage.Sqlite.Engine;

/// <summary>What the calls of one transaction share. Nothing of it outlives the transaction, so nothing has to be put right when that fails.</summary>
internal sealed class Transaction(Connection connection, Estate estate)
{
    private readonly ArrayBufferWriter<byte> _json = new(512);
    private readonly List<StoreChange> _hints = [];
    private readonly long _changesBefore = connection.TotalChanges;

    public Connection Db { get; } = connection;

    public Estate Estate { get; } = estate;

    /// <summary>The moment of the call that is carried out.</summary>
    public Moment Moment { get; private set; }

    public Occupancy Occupancy { get; } = new(connection);

    public Places Places { get; } = new(connection);

    public GroupTable Groups { get; } = new(connection);

    /// <summary>What to announce when it is all written.</summary>
    public IReadOnlyList<StoreChange> Hints => _hints;

    public void Begin(Moment moment) => Moment = moment;

    public void Announce(in StoreChange hint) => _hints.Add(hint);

    /// <summary>For the next event.</summary>
    public EventStamp Stamp => new(Moment.Now, NextEvent);

    public long NextEvent => Estate.Event + 1;

    /// <summary>Writes an event whose sequence is <see cref="NextEvent"/>.</summary>
    public void Append(PuddingEvent happened)
    {
        Estate.Event = happened.Sequence;
        _json.ResetWrittenCount();
        StoreJson.Write(_json, happened);
        Db.Execute("INSERT INTO event (seq, at, body) VALUES (?1, ?2, ?3)", happened.Sequence, Moment.Time, SqlValue.Utf8(_json.WrittenMemory));
        if (_hints.Count == 0 || _hints[^1].Kind != StoreChangeKind.Happened)
            Announce(new StoreChange { Kind = StoreChangeKind.Happened });
    }

    /// <summary>Writes what was gathered. Calls that have changed nothing leave nothing to be written, nor to be flushed to the disk.</summary>
    public void Flush()
    {
        Occupancy.Flush();
        Places.Flush();
        Groups.Flush();
        if (Estate.IsChanged || Db.TotalChanges != _changesBefore)
            Estate.Write(Db, Moment);
    }
}
