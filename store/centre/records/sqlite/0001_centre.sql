-- The records of a centre. A street is a tenant: its nine digits stand in every
-- row that belongs to one. Times are UTC milliseconds. What desks sent sealed
-- stays sealed here.

-- generation names this set of records; a cursor of another one is worth nothing.
CREATE TABLE centre(
	one        INTEGER PRIMARY KEY CHECK(one = 1),
	generation TEXT    NOT NULL CHECK(generation <> ''),
	suite      TEXT    NOT NULL,
	made       INTEGER NOT NULL
) STRICT;

CREATE TABLE street(
	tenant TEXT    PRIMARY KEY NOT NULL CHECK(length(tenant) = 9),
	made   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One-time codes by their digest.
CREATE TABLE code(
	tenant   TEXT    NOT NULL,
	hash     BLOB    PRIMARY KEY NOT NULL,
	desk_id  TEXT    NOT NULL,
	made     INTEGER NOT NULL,
	expires  INTEGER NOT NULL,
	used     INTEGER,
	used_key TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE desk(
	tenant       TEXT    NOT NULL,
	desk_id      TEXT    PRIMARY KEY NOT NULL,
	station      TEXT    NOT NULL CHECK(length(station) = 12),
	pubkey       TEXT    NOT NULL,
	box          TEXT    NOT NULL,
	state        TEXT    NOT NULL DEFAULT 'active' CHECK(state IN ('active', 'revoked')),
	enrolled     INTEGER NOT NULL,
	machine      TEXT    NOT NULL,            -- installation that was enrolled
	instance     TEXT    NOT NULL DEFAULT '', -- that said hello last; after a code whichever comes
	incarnation  TEXT    NOT NULL DEFAULT '',
	next_seq     INTEGER NOT NULL DEFAULT 1,
	chain        BLOB,
	ordered      TEXT    NOT NULL DEFAULT '', -- why the next incarnation was ordered
	fences       INTEGER NOT NULL DEFAULT 0,
	last_seen    INTEGER NOT NULL DEFAULT 0,
	off_ms       INTEGER NOT NULL DEFAULT 0,  -- this clock minus the desk's
	software     TEXT    NOT NULL DEFAULT '',
	journal_n    INTEGER NOT NULL DEFAULT 0,
	journal_hash TEXT    NOT NULL DEFAULT '',
	pending      TEXT    NOT NULL DEFAULT '{}'
) STRICT, WITHOUT ROWID;

CREATE TABLE incarnation(
	tenant       TEXT    NOT NULL,
	desk_id      TEXT    NOT NULL REFERENCES desk(desk_id),
	id           TEXT    NOT NULL CHECK(id <> ''),
	no           INTEGER NOT NULL CHECK(no > 0),
	parent       TEXT    NOT NULL,
	reason       TEXT    NOT NULL,
	instance     TEXT    NOT NULL,
	opened       INTEGER NOT NULL,
	closed       INTEGER,
	closed_next  INTEGER,
	closed_chain BLOB,
	PRIMARY KEY(desk_id, id),
	UNIQUE(desk_id, no)
) STRICT, WITHOUT ROWID;

-- The chain of an incarnation at the ends of slices.
CREATE TABLE checkpoint(
	tenant      TEXT    NOT NULL,
	desk_id     TEXT    NOT NULL,
	incarnation TEXT    NOT NULL,
	seq         INTEGER NOT NULL,
	chain       BLOB    NOT NULL CHECK(length(chain) = 32),
	PRIMARY KEY(desk_id, incarnation, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE event(
	tenant      TEXT    NOT NULL,
	desk_id     TEXT    NOT NULL,
	incarnation TEXT    NOT NULL,
	seq         INTEGER NOT NULL CHECK(seq > 0),
	rid         TEXT    NOT NULL CHECK(rid <> ''),
	kind        TEXT    NOT NULL,
	kv          INTEGER NOT NULL,
	obj         TEXT    NOT NULL,
	occurred    INTEGER,            -- by the desk's clock
	corrected   INTEGER,            -- by this one
	received    INTEGER NOT NULL,
	line        BLOB    NOT NULL,
	sha         BLOB    NOT NULL CHECK(length(sha) = 32),
	status      INTEGER NOT NULL CHECK(status IN (1, 2)), -- 1 projected, 2 quarantined
	code        TEXT    NOT NULL DEFAULT '',
	detail      TEXT    NOT NULL DEFAULT '',
	PRIMARY KEY(desk_id, rid),
	UNIQUE(desk_id, incarnation, seq)
) STRICT;
CREATE INDEX event_quarantined ON event(desk_id, seq) WHERE status = 2;
CREATE INDEX event_obj ON event(tenant, obj);

-- A record that came again, at another place. The line is kept where it differs.
CREATE TABLE redelivery(
	tenant      TEXT    NOT NULL,
	desk_id     TEXT    NOT NULL,
	incarnation TEXT    NOT NULL,
	seq         INTEGER NOT NULL,
	rid         TEXT    NOT NULL,
	sha         BLOB    NOT NULL CHECK(length(sha) = 32),
	line        BLOB,
	received    INTEGER NOT NULL,
	PRIMARY KEY(desk_id, incarnation, seq)
) STRICT, WITHOUT ROWID;

-- Covered by a finished, verified backup. Empty while none is configured.
CREATE TABLE stable(
	tenant      TEXT    NOT NULL,
	desk_id     TEXT    NOT NULL,
	incarnation TEXT    NOT NULL,
	seq         INTEGER NOT NULL,
	backup_id   TEXT    NOT NULL,
	PRIMARY KEY(desk_id, incarnation)
) STRICT, WITHOUT ROWID;

CREATE TABLE blob(
	tenant TEXT    NOT NULL,
	id     TEXT    NOT NULL,
	size   INTEGER NOT NULL CHECK(size > 0),
	stored INTEGER NOT NULL,
	PRIMARY KEY(tenant, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_blob(
	tenant  TEXT NOT NULL,
	desk_id TEXT NOT NULL,
	rid     TEXT NOT NULL,
	blob_id TEXT NOT NULL,
	PRIMARY KEY(desk_id, rid, blob_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_blob_id ON event_blob(tenant, blob_id);

CREATE TABLE case_file(
	tenant       TEXT    NOT NULL,
	id           TEXT    NOT NULL,
	desk_id      TEXT    NOT NULL,
	station      TEXT    NOT NULL,
	no           TEXT    NOT NULL,
	item         TEXT    NOT NULL,
	mode         TEXT    NOT NULL,
	state        TEXT    NOT NULL,           -- with the decisions made here
	rev          INTEGER NOT NULL,           -- of doc
	rid          TEXT    NOT NULL,           -- line that doc is from
	decision     TEXT    NOT NULL DEFAULT '',
	decision_ver INTEGER NOT NULL DEFAULT 0,
	forked       INTEGER NOT NULL DEFAULT 0 CHECK(forked IN (0, 1)),
	changed      INTEGER NOT NULL,
	doc          TEXT    NOT NULL CHECK(json_valid(doc)),
	PRIMARY KEY(tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_no ON case_file(no) WHERE no <> '';
CREATE INDEX case_state ON case_file(tenant, state, changed);

CREATE TABLE case_page(
	tenant   TEXT NOT NULL,
	case_id  TEXT NOT NULL,
	blob_id  TEXT NOT NULL,
	material TEXT NOT NULL,
	PRIMARY KEY(tenant, case_id, blob_id)
) STRICT, WITHOUT ROWID;

-- A case that two incarnations took further from one state. The document that
-- stood is kept with the line that replaced it.
CREATE TABLE case_fork(
	tenant  TEXT    NOT NULL,
	case_id TEXT    NOT NULL,
	rid_a   TEXT    NOT NULL,
	rid_b   TEXT    NOT NULL,
	doc_a   TEXT    NOT NULL CHECK(json_valid(doc_a)),
	state   TEXT    NOT NULL DEFAULT 'open',
	at      INTEGER NOT NULL,
	PRIMARY KEY(tenant, case_id, rid_a, rid_b)
) STRICT, WITHOUT ROWID;

-- Which blob opens what an owner sealed.
CREATE TABLE shared_key(
	tenant  TEXT    NOT NULL,
	owner   TEXT    NOT NULL,
	blob_id TEXT    NOT NULL,
	desk_id TEXT    NOT NULL,
	at      INTEGER NOT NULL,
	PRIMARY KEY(tenant, owner, blob_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE feed_head(
	tenant  TEXT    NOT NULL,
	station TEXT    PRIMARY KEY NOT NULL,
	n       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE feed(
	tenant  TEXT    NOT NULL,
	station TEXT    NOT NULL,
	n       INTEGER NOT NULL CHECK(n > 0),
	obj     TEXT    NOT NULL,
	ver     INTEGER NOT NULL CHECK(ver > 0),
	kind    TEXT    NOT NULL,
	line    BLOB    NOT NULL,
	sig     BLOB    NOT NULL,
	at      INTEGER NOT NULL,
	PRIMARY KEY(station, n),
	UNIQUE(station, obj, ver)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER feed_gapless BEFORE INSERT ON feed
WHEN NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM feed WHERE station = NEW.station)
BEGIN SELECT RAISE(ABORT, 'feed: out of sequence'); END;

-- A session ends with the next hello. The nonce of a hello is used once.
CREATE TABLE session(
	tenant  TEXT    NOT NULL,
	id      TEXT    PRIMARY KEY NOT NULL,
	desk_id TEXT    NOT NULL,
	nonce   TEXT    NOT NULL,
	opened  INTEGER NOT NULL,
	ended   INTEGER,
	counter INTEGER NOT NULL DEFAULT 0,
	UNIQUE(desk_id, nonce)
) STRICT, WITHOUT ROWID;

-- What a person should look at.
CREATE TABLE alarm(
	id      INTEGER PRIMARY KEY,
	tenant  TEXT    NOT NULL,
	desk_id TEXT    NOT NULL,
	code    TEXT    NOT NULL,
	detail  TEXT    NOT NULL,
	at      INTEGER NOT NULL
) STRICT;

-- Bytes that a desk sent on a day, in requests.
CREATE TABLE usage(
	tenant  TEXT    NOT NULL,
	desk_id TEXT    NOT NULL,
	day     TEXT    NOT NULL,
	bytes   INTEGER NOT NULL,
	PRIMARY KEY(desk_id, day)
) STRICT, WITHOUT ROWID;
