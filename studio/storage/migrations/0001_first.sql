-- The first schema. Whole values are kept as JSON in "data"; the other columns are what queries need.
CREATE TABLE settings(
    name TEXT PRIMARY KEY,
    data TEXT NOT NULL
) STRICT;

CREATE TABLE gateways(
    id TEXT PRIMARY KEY,
    place INTEGER NOT NULL,
    data TEXT NOT NULL
) STRICT;

-- "position" orders the list: the time of the last touch, but never before an earlier touch (clocks go back).
CREATE TABLE conversations(
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    position REAL NOT NULL,
    updated_at REAL NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0,
    gateway TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    folded TEXT NOT NULL DEFAULT '',
    data TEXT NOT NULL
) STRICT;
CREATE INDEX conversations_listed ON conversations(deleted, position);
CREATE INDEX conversations_titled ON conversations(deleted, folded, position);

-- A tree: "parent" is a message id of the same conversation, "seq" the order of making.
-- "deleted_by" is the id of the message whose deletion took this one along.
CREATE TABLE messages(
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations(key) ON DELETE CASCADE,
    id TEXT NOT NULL,
    parent TEXT,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at REAL NOT NULL,
    gateway TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    pictures INTEGER NOT NULL DEFAULT 0,
    deleted_by TEXT,
    data TEXT NOT NULL,
    UNIQUE(conversation, id)
) STRICT;
CREATE INDEX messages_of ON messages(conversation, seq);
CREATE INDEX messages_running ON messages(status) WHERE status IN ('waiting', 'streaming');
CREATE INDEX messages_deleted ON messages(deleted_by) WHERE deleted_by IS NOT NULL;

-- What is searched of a message; "indexed" is 1 when the index holds exactly this text and these facts.
CREATE TABLE message_texts(
    seq INTEGER PRIMARY KEY REFERENCES messages(seq) ON DELETE CASCADE,
    indexed INTEGER NOT NULL DEFAULT 0,
    facts TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX message_texts_waiting ON message_texts(indexed) WHERE indexed = 0;

CREATE TABLE drafts(
    conversation TEXT PRIMARY KEY,
    data TEXT NOT NULL
) STRICT;

-- Pictures and files on disk, and who still needs them ("message:7", "draft:…", "picture:…").
CREATE TABLE blobs(
    sha256 TEXT PRIMARY KEY,
    suffix TEXT NOT NULL,
    size INTEGER NOT NULL,
    created_at REAL NOT NULL
) STRICT;
CREATE TABLE blob_uses(
    owner TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY(owner, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_uses_by_blob ON blob_uses(sha256);

CREATE TABLE pictures(
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL UNIQUE,
    created_at REAL NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0,
    gateway TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    folded TEXT NOT NULL DEFAULT '',
    data TEXT NOT NULL
) STRICT;

CREATE TABLE comparisons(
    id TEXT PRIMARY KEY,
    position REAL NOT NULL,
    updated_at REAL NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0,
    data TEXT NOT NULL
) STRICT;
CREATE TABLE line_ups(
    id TEXT PRIMARY KEY,
    place INTEGER NOT NULL,
    data TEXT NOT NULL
) STRICT;
CREATE TABLE votes(
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    data TEXT NOT NULL
) STRICT;

CREATE TABLE catalogues(
    gateway TEXT PRIMARY KEY,
    data TEXT NOT NULL
) STRICT;

-- Recorded requests: "data" is compressed, "size" its length.
CREATE TABLE exchanges(
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    message_id TEXT NOT NULL,
    started_at REAL NOT NULL,
    size INTEGER NOT NULL,
    data BLOB NOT NULL
) STRICT;
CREATE INDEX exchanges_of_message ON exchanges(message_id);
CREATE INDEX exchanges_by_age ON exchanges(started_at, size);

CREATE TABLE jobs(
    job TEXT PRIMARY KEY,
    message_id TEXT NOT NULL,
    data TEXT NOT NULL
) STRICT;

-- What answers used, kept when the conversation is deleted: money that was spent stays spent.
CREATE TABLE usage(
    message_id TEXT PRIMARY KEY,
    gateway TEXT NOT NULL,
    model TEXT NOT NULL,
    day TEXT NOT NULL,
    input_tokens INTEGER NOT NULL DEFAULT 0,
    output_tokens INTEGER NOT NULL DEFAULT 0,
    cost REAL,
    priced INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX usage_by_day ON usage(gateway, model, day);
