-- The records of a centre on PostgreSQL: the tables of the SQLite steps 0001 and
-- 0002, with the same names and columns, so that rows can be copied either way.

-- generation names this set of records; a cursor of another one is worth nothing.
CREATE TABLE centre(
	one        BIGINT PRIMARY KEY CHECK(one = 1),
	generation TEXT    NOT NULL CHECK(generation <> ''),
	suite      TEXT    NOT NULL,
	made       BIGINT NOT NULL,
	ring       TEXT   NOT NULL DEFAULT '' -- instance of the ring that seals street.ring
);

CREATE TABLE street(
	tenant TEXT    PRIMARY KEY NOT NULL CHECK(length(tenant) = 9),
	made   BIGINT NOT NULL,
	ring   BYTEA -- sealed; NULL where a file holds it
);

-- One-time codes by their digest.
CREATE TABLE code(
	tenant   TEXT    NOT NULL,
	hash     BYTEA    PRIMARY KEY NOT NULL,
	desk_id  TEXT    NOT NULL,
	made     BIGINT NOT NULL,
	expires  BIGINT NOT NULL,
	used     BIGINT,
	used_key TEXT
);

CREATE TABLE desk(
	tenant       TEXT    NOT NULL,
	desk_id      TEXT    PRIMARY KEY NOT NULL,
	station      TEXT    NOT NULL CHECK(length(station) = 12),
	pubkey       TEXT    NOT NULL,
	box          TEXT    NOT NULL,
	state        TEXT    NOT NULL DEFAULT 'active' CHECK(state IN ('active', 'revoked')),
	enrolled     BIGINT NOT NULL,
	machine      TEXT    NOT NULL,            -- installation that was enrolled
	instance     TEXT    NOT NULL DEFAULT '', -- that said hello last; after a code whichever comes
	incarnation  TEXT    NOT NULL DEFAULT '',
	next_seq     BIGINT NOT NULL DEFAULT 1,
	chain        BYTEA,
	ordered      TEXT    NOT NULL DEFAULT '', -- why the next incarnation was ordered
	fences       BIGINT NOT NULL DEFAULT 0,
	last_seen    BIGINT NOT NULL DEFAULT 0,
	off_ms       BIGINT NOT NULL DEFAULT 0,  -- this clock minus the desk's
	software     TEXT    NOT NULL DEFAULT '',
	journal_n    BIGINT NOT NULL DEFAULT 0,
	journal_hash TEXT    NOT NULL DEFAULT '',
	pending      TEXT    NOT NULL DEFAULT '{}'
);

CREATE TABLE incarnation(
	tenant       TEXT    NOT NULL,
	desk_id      TEXT    NOT NULL REFERENCES desk(desk_id),
	id           TEXT    NOT NULL CHECK(id <> ''),
	no           BIGINT NOT NULL CHECK(no > 0),
	parent       TEXT    NOT NULL,
	reason       TEXT    NOT NULL,
	instance     TEXT    NOT NULL,
	opened       BIGINT NOT NULL,
	closed       BIGINT,
	closed_next  BIGINT,
	closed_chain BYTEA,
	PRIMARY KEY(desk_id, id),
	UNIQUE(desk_id, no)
);

-- The chain of an incarnation at the ends of slices.
CREATE TABLE checkpoint(
	tenant      TEXT    NOT NULL,
	desk_id     TEXT    NOT NULL,
	incarnation TEXT    NOT NULL,
	seq         BIGINT NOT NULL,
	chain       BYTEA    NOT NULL CHECK(length(chain) = 32),
	PRIMARY KEY(desk_id, incarnation, seq)
);

CREATE TABLE event(
	tenant      TEXT    NOT NULL,
	desk_id     TEXT    NOT NULL,
	incarnation TEXT    NOT NULL,
	seq         BIGINT NOT NULL CHECK(seq > 0),
	rid         TEXT    NOT NULL CHECK(rid <> ''),
	kind        TEXT    NOT NULL,
	kv          BIGINT NOT NULL,
	obj         TEXT    NOT NULL,
	occurred    BIGINT,            -- by the desk's clock
	corrected   BIGINT,            -- by this one
	received    BIGINT NOT NULL,
	line        BYTEA    NOT NULL,
	sha         BYTEA    NOT NULL CHECK(length(sha) = 32),
	status      BIGINT NOT NULL CHECK(status IN (1, 2)), -- 1 projected, 2 quarantined
	code        TEXT    NOT NULL DEFAULT '',
	detail      TEXT    NOT NULL DEFAULT '',
	PRIMARY KEY(desk_id, rid),
	UNIQUE(desk_id, incarnation, seq)
);
CREATE INDEX event_quarantined ON event(desk_id, seq) WHERE status = 2;
CREATE INDEX event_obj ON event(tenant, obj);

-- A record that came again, at another place. The line is kept where it differs.
CREATE TABLE redelivery(
	tenant      TEXT    NOT NULL,
	desk_id     TEXT    NOT NULL,
	incarnation TEXT    NOT NULL,
	seq         BIGINT NOT NULL,
	rid         TEXT    NOT NULL,
	sha         BYTEA    NOT NULL CHECK(length(sha) = 32),
	line        BYTEA,
	received    BIGINT NOT NULL,
	PRIMARY KEY(desk_id, incarnation, seq)
);

-- Covered by a finished, verified backup. Empty while none is configured.
CREATE TABLE stable(
	tenant      TEXT    NOT NULL,
	desk_id     TEXT    NOT NULL,
	incarnation TEXT    NOT NULL,
	seq         BIGINT NOT NULL,
	backup_id   TEXT    NOT NULL,
	PRIMARY KEY(desk_id, incarnation)
);

CREATE TABLE blob(
	tenant TEXT    NOT NULL,
	id     TEXT    NOT NULL,
	size   BIGINT NOT NULL CHECK(size > 0),
	stored BIGINT NOT NULL,
	PRIMARY KEY(tenant, id)
);

CREATE TABLE event_blob(
	tenant  TEXT NOT NULL,
	desk_id TEXT NOT NULL,
	rid     TEXT NOT NULL,
	blob_id TEXT NOT NULL,
	PRIMARY KEY(desk_id, rid, blob_id)
);
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
	rev          BIGINT NOT NULL,           -- of doc
	rid          TEXT    NOT NULL,           -- line that doc is from
	decision     TEXT    NOT NULL DEFAULT '',
	decision_ver BIGINT NOT NULL DEFAULT 0,
	forked       BIGINT NOT NULL DEFAULT 0 CHECK(forked IN (0, 1)),
	changed      BIGINT NOT NULL,
	doc          TEXT    NOT NULL,
	title        TEXT    NOT NULL DEFAULT '',
	received     BIGINT,                     -- by the desk's clock
	heard        BIGINT  NOT NULL DEFAULT 0, -- decision that the desk has heard of
	words        TEXT    NOT NULL DEFAULT '',
	PRIMARY KEY(tenant, id)
);
CREATE INDEX case_no ON case_file(no) WHERE no <> '';
CREATE INDEX case_state ON case_file(tenant, state, changed);

CREATE TABLE case_page(
	tenant   TEXT NOT NULL,
	case_id  TEXT NOT NULL,
	blob_id  TEXT NOT NULL,
	material TEXT NOT NULL,
	PRIMARY KEY(tenant, case_id, blob_id)
);

-- A case that two incarnations took further from one state. The document that
-- stood is kept with the line that replaced it.
CREATE TABLE case_fork(
	tenant  TEXT    NOT NULL,
	case_id TEXT    NOT NULL,
	rid_a   TEXT    NOT NULL,
	rid_b   TEXT    NOT NULL,
	doc_a   TEXT    NOT NULL,
	state   TEXT    NOT NULL DEFAULT 'open',
	at      BIGINT NOT NULL,
	PRIMARY KEY(tenant, case_id, rid_a, rid_b)
);

-- Which blob opens what an owner sealed.
CREATE TABLE shared_key(
	tenant  TEXT    NOT NULL,
	owner   TEXT    NOT NULL,
	blob_id TEXT    NOT NULL,
	desk_id TEXT    NOT NULL,
	at      BIGINT NOT NULL,
	PRIMARY KEY(tenant, owner, blob_id)
);

CREATE TABLE feed_head(
	tenant  TEXT    NOT NULL,
	station TEXT    PRIMARY KEY NOT NULL,
	n       BIGINT NOT NULL
);

CREATE TABLE feed(
	tenant  TEXT    NOT NULL,
	station TEXT    NOT NULL,
	n       BIGINT NOT NULL CHECK(n > 0),
	obj     TEXT    NOT NULL,
	ver     BIGINT NOT NULL CHECK(ver > 0),
	kind    TEXT    NOT NULL,
	line    BYTEA    NOT NULL,
	sig     BYTEA    NOT NULL,
	at      BIGINT NOT NULL,
	PRIMARY KEY(station, n),
	UNIQUE(station, obj, ver)
);

CREATE FUNCTION feed_gapless() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM feed WHERE station = NEW.station) THEN
		RAISE EXCEPTION 'feed: out of sequence';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER feed_gapless BEFORE INSERT ON feed FOR EACH ROW EXECUTE FUNCTION feed_gapless();

-- A session ends with the next hello. The nonce of a hello is used once.
CREATE TABLE session(
	tenant  TEXT    NOT NULL,
	id      TEXT    PRIMARY KEY NOT NULL,
	desk_id TEXT    NOT NULL,
	nonce   TEXT    NOT NULL,
	opened  BIGINT NOT NULL,
	ended   BIGINT,
	counter BIGINT NOT NULL DEFAULT 0,
	UNIQUE(desk_id, nonce)
);

-- What a person should look at.
CREATE TABLE alarm(
	id      BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
	tenant  TEXT    NOT NULL,
	desk_id TEXT    NOT NULL,
	code    TEXT    NOT NULL,
	detail  TEXT    NOT NULL,
	at      BIGINT NOT NULL
);

-- Bytes that a desk sent on a day, in requests.
CREATE TABLE usage(
	tenant  TEXT    NOT NULL,
	desk_id TEXT    NOT NULL,
	day     TEXT    NOT NULL,
	bytes   BIGINT NOT NULL,
	PRIMARY KEY(desk_id, day)
);
