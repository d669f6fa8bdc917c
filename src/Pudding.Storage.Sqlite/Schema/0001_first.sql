-- Times are the store's own (ticks of 100 ns that go on evenly), unless a column's name ends with _utc: then ticks of the time of day.
-- Ids are the sixteen bytes of the UUID. States, causes and phases have the numbers of the enumerations of Pudding.

-- One row: the last numbers that were given out, the baton, and when the store was last written.
CREATE TABLE estate
(
    id             INTEGER PRIMARY KEY CHECK (id = 1),
    job            INTEGER NOT NULL DEFAULT 0,
    event          INTEGER NOT NULL DEFAULT 0,
    session        INTEGER NOT NULL DEFAULT 0,
    token          INTEGER NOT NULL DEFAULT 0,
    epoch          INTEGER NOT NULL DEFAULT 0,
    holder         TEXT,
    holder_until   INTEGER NOT NULL DEFAULT 0,
    policy_version INTEGER NOT NULL DEFAULT 0,
    time           INTEGER NOT NULL DEFAULT 0,
    time_utc       INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO estate (id) VALUES (1);

-- The process that has the file open, for people.
CREATE TABLE host
(
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    process     INTEGER NOT NULL,
    machine     TEXT NOT NULL,
    opened_utc  INTEGER NOT NULL
) STRICT;

CREATE TABLE job_group
(
    id             BLOB NOT NULL PRIMARY KEY,
    name           TEXT,
    first_job      INTEGER NOT NULL,
    jobs           INTEGER NOT NULL,
    open           INTEGER NOT NULL,
    failed         INTEGER NOT NULL DEFAULT 0,
    cancelled      INTEGER NOT NULL DEFAULT 0,
    fail_fast      INTEGER NOT NULL,
    enqueued_utc   INTEGER NOT NULL,
    enqueued       INTEGER NOT NULL,
    finished       INTEGER,
    fingerprint    TEXT NOT NULL,
    idempotency_key TEXT,
    tenant         TEXT,
    supersede_key  TEXT,
    superseded_by  BLOB,
    rerun_of       BLOB
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX job_group_key ON job_group (idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX job_group_superseding ON job_group (tenant, supersede_key) WHERE supersede_key IS NOT NULL AND finished IS NULL;
CREATE INDEX job_group_finished ON job_group (finished) WHERE finished IS NOT NULL;

-- A tenant's place in a queue, and how many of its jobs are not over.
CREATE TABLE place
(
    id     INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    queue  TEXT NOT NULL,
    open   INTEGER NOT NULL DEFAULT 0,
    UNIQUE (tenant, queue)
) STRICT;

CREATE INDEX place_open ON place (tenant) WHERE open > 0;

-- How many jobs are active at each node of the tenant tree and in each queue: what a claim is verified against.
CREATE TABLE occupancy
(
    kind   INTEGER NOT NULL,
    name   TEXT NOT NULL,
    active INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

-- What changes in a job as it lives; what doesn't is beside it, so that a change rewrites little.
CREATE TABLE job
(
    seq              INTEGER PRIMARY KEY,
    id               BLOB NOT NULL UNIQUE,
    group_id         BLOB NOT NULL,
    place            INTEGER NOT NULL,
    rank             INTEGER NOT NULL,
    state            INTEGER NOT NULL,
    later            INTEGER NOT NULL,
    attempt          INTEGER NOT NULL DEFAULT 0,
    losses           INTEGER NOT NULL DEFAULT 0,
    cause            INTEGER NOT NULL DEFAULT 0,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    borrowed         INTEGER NOT NULL DEFAULT 0,
    resolution       INTEGER NOT NULL DEFAULT 0,
    delivered        INTEGER NOT NULL DEFAULT 0,
    token            INTEGER NOT NULL DEFAULT 0,
    session          INTEGER NOT NULL DEFAULT 0,
    lease            INTEGER NOT NULL DEFAULT 0,
    max_attempts     INTEGER NOT NULL,
    max_losses       INTEGER NOT NULL,
    timeout          INTEGER NOT NULL,
    enqueued_utc     INTEGER NOT NULL,
    max_queue_time   INTEGER,
    lease_until      INTEGER,
    ready_at         INTEGER,
    queue_until      INTEGER,
    claimed_at       INTEGER,
    running_since    INTEGER,
    cancel_asked_at  INTEGER,
    ended_at         INTEGER,
    not_before_utc   INTEGER,
    started_utc      INTEGER,
    finished_utc     INTEGER,
    worker           TEXT,
    instance         TEXT,
    name             TEXT,
    backoff          TEXT,
    reason           TEXT
) STRICT;

-- Those that are active, that wait for their time, and that wait for a limited time.
CREATE INDEX job_active ON job (worker) WHERE state IN (2, 3);
CREATE INDEX job_later ON job (ready_at) WHERE state = 1 AND later = 1;
CREATE INDEX job_impatient ON job (queue_until) WHERE state = 1 AND queue_until IS NOT NULL;

-- The order in which the jobs of a place start. Every job that is ready is here. One that was claimed stays until some of its place have gathered: to take each out by itself would
-- write a page for each claim.
CREATE TABLE ready
(
    place INTEGER NOT NULL,
    rank  INTEGER NOT NULL,
    job   INTEGER NOT NULL,
    PRIMARY KEY (place, rank, job)
) STRICT, WITHOUT ROWID;

CREATE TABLE job_content
(
    seq          INTEGER PRIMARY KEY,
    payload      BLOB NOT NULL,
    content_type TEXT NOT NULL,
    secrets      TEXT,
    rerun_of     BLOB
) STRICT;

CREATE TABLE instance
(
    id        TEXT NOT NULL PRIMARY KEY,
    phase     INTEGER NOT NULL,
    epoch     INTEGER NOT NULL,
    reason    TEXT,
    actor     TEXT,
    since_utc INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE worker
(
    id        TEXT NOT NULL PRIMARY KEY,
    instance  TEXT,
    queues    TEXT NOT NULL,
    slots     INTEGER NOT NULL,
    session   INTEGER NOT NULL,
    sequence  INTEGER NOT NULL,
    offered   INTEGER NOT NULL,
    heard_at  INTEGER NOT NULL,
    phase     INTEGER NOT NULL,
    epoch     INTEGER NOT NULL,
    reason    TEXT,
    actor     TEXT,
    since_utc INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX worker_instance ON worker (instance) WHERE instance IS NOT NULL;

CREATE TABLE event
(
    seq  INTEGER PRIMARY KEY,
    at   INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE consumer
(
    name   TEXT NOT NULL PRIMARY KEY,
    cursor INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE log
(
    job       INTEGER PRIMARY KEY,
    token     INTEGER NOT NULL,
    next      INTEGER NOT NULL,
    kept      INTEGER NOT NULL,
    is_full   INTEGER NOT NULL,
    forgotten INTEGER NOT NULL DEFAULT 0,
    ended_at  INTEGER
) STRICT;

CREATE INDEX log_ended ON log (ended_at) WHERE NOT forgotten AND ended_at IS NOT NULL;

CREATE TABLE log_piece
(
    job   INTEGER NOT NULL,
    at    INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (job, at)
) STRICT;

CREATE TABLE policy
(
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    layers TEXT NOT NULL
) STRICT;

CREATE TABLE checkpoint
(
    name     TEXT NOT NULL PRIMARY KEY,
    content  BLOB NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT;

CREATE TABLE usage_state
(
    id             INTEGER PRIMARY KEY CHECK (id = 1),
    cursor         INTEGER NOT NULL,
    counted_to_utc INTEGER
) STRICT;

INSERT INTO usage_state (id, cursor) VALUES (1, 0);

CREATE TABLE usage_run
(
    job       BLOB NOT NULL PRIMARY KEY,
    tenant    TEXT NOT NULL,
    queue     TEXT NOT NULL,
    since_utc INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The queue '' stands for all queues together.
CREATE TABLE usage_record
(
    tenant    TEXT NOT NULL,
    queue     TEXT NOT NULL,
    start_utc INTEGER NOT NULL,
    period    INTEGER NOT NULL,
    end_utc   INTEGER NOT NULL,
    slot_time INTEGER NOT NULL,
    peak      INTEGER NOT NULL,
    enqueued  INTEGER NOT NULL,
    started   INTEGER NOT NULL,
    succeeded INTEGER NOT NULL,
    failed    INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    lost      INTEGER NOT NULL,
    PRIMARY KEY (tenant, queue, start_utc, period)
) STRICT, WITHOUT ROWID;

CREATE INDEX usage_record_end ON usage_record (end_utc);

CREATE TABLE usage_gap
(
    id       INTEGER PRIMARY KEY,
    from_utc INTEGER NOT NULL,
    to_utc   INTEGER NOT NULL,
    events   INTEGER NOT NULL
) STRICT;

CREATE TABLE enrolment_token
(
    id          TEXT NOT NULL PRIMARY KEY,
    number      INTEGER NOT NULL UNIQUE,
    grant_json  TEXT NOT NULL,
    max_uses    INTEGER NOT NULL,
    issued_utc  INTEGER NOT NULL,
    expires_utc INTEGER NOT NULL,
    actor       TEXT NOT NULL,
    revoked     INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Of secrets there is nothing here but their SHA-256.
CREATE TABLE credential
(
    number            INTEGER PRIMARY KEY,
    id                TEXT NOT NULL UNIQUE,
    token             TEXT NOT NULL,
    token_expires_utc INTEGER NOT NULL,
    worker            TEXT NOT NULL,
    instance          TEXT,
    grant_json        TEXT NOT NULL,
    machine           TEXT,
    agent             TEXT,
    platform          TEXT,
    created_utc       INTEGER NOT NULL,
    revoked           INTEGER NOT NULL DEFAULT 0,
    secret            BLOB NOT NULL,
    secret_until      INTEGER NOT NULL,
    next_secret       BLOB,
    next_until        INTEGER
) STRICT;

CREATE INDEX credential_token ON credential (token);
CREATE INDEX credential_worker ON credential (worker);
