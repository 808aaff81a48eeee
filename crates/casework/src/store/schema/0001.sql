-- The log is the ground truth: nothing in it is ever changed. Views are made from it and can be
-- made again. Only column types that SQLite and PostgreSQL read alike.

CREATE TABLE event (
    sequence BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    stream TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    UNIQUE (stream, version)
);

CREATE INDEX event_by_kind ON event (kind, sequence);

-- One row. Whoever writes locks it first, so writers of all instances stand in one line.
CREATE TABLE head (
    one BIGINT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    digest TEXT NOT NULL
);

CREATE TABLE case_view (
    id TEXT NOT NULL PRIMARY KEY,
    opened BIGINT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    firm TEXT NOT NULL,
    changed TEXT NOT NULL
);

CREATE INDEX case_by_state ON case_view (state, opened);
CREATE INDEX case_by_firm ON case_view (firm, opened);

CREATE TABLE licence_view (
    licence TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL,
    standing TEXT NOT NULL,
    until TEXT NOT NULL
);
