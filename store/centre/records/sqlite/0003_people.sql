-- What the street's people do, and what they see of hand-overs and of second
-- entries.

ALTER TABLE desk ADD COLUMN head INTEGER NOT NULL DEFAULT 0; -- last seq there was when the desk said hello

-- What a person at the street did. A record id acts once.
CREATE TABLE act(
	rid    TEXT    PRIMARY KEY NOT NULL CHECK(rid <> ''),
	tenant TEXT    NOT NULL,
	who    TEXT    NOT NULL,
	kind   TEXT    NOT NULL,
	obj    TEXT    NOT NULL,
	detail TEXT    NOT NULL,
	at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX act_at ON act(tenant, at);

ALTER TABLE case_file ADD COLUMN outside  TEXT NOT NULL DEFAULT ''; -- system that it is entered into a second time
ALTER TABLE case_file ADD COLUMN entry    TEXT NOT NULL DEFAULT ''; -- who enters it
ALTER TABLE case_file ADD COLUMN external TEXT NOT NULL DEFAULT ''; -- number there
UPDATE case_file SET
	outside  = coalesce(doc ->> '$.system', ''),
	entry    = coalesce(doc ->> '$.entry', ''),
	external = coalesce(doc ->> '$.external', '');
CREATE INDEX case_outside ON case_file(tenant, outside) WHERE outside <> '';

-- A second entry that the street made.
CREATE TABLE entry(
	tenant   TEXT    NOT NULL,
	case_id  TEXT    NOT NULL,
	outside  TEXT    NOT NULL,
	external TEXT    NOT NULL,
	fields   INTEGER NOT NULL,
	seconds  INTEGER NOT NULL,
	who      TEXT    NOT NULL,
	at       INTEGER NOT NULL,
	PRIMARY KEY(tenant, case_id)
) STRICT, WITHOUT ROWID;

-- A hand-over as the desk wrote it down, and what the street found of it.
CREATE TABLE batch(
	tenant  TEXT    NOT NULL,
	no      TEXT    NOT NULL,
	desk_id TEXT    NOT NULL,
	station TEXT    NOT NULL,
	day     TEXT    NOT NULL,
	state   TEXT    NOT NULL,
	rev     INTEGER NOT NULL,
	doc     TEXT    NOT NULL,
	PRIMARY KEY(tenant, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_day ON batch(tenant, day);

CREATE TABLE bag(
	tenant  TEXT    NOT NULL,
	code    TEXT    NOT NULL,
	desk_id TEXT    NOT NULL,
	case_id TEXT    NOT NULL,
	batch   TEXT    NOT NULL,
	rev     INTEGER NOT NULL,
	doc     TEXT    NOT NULL,
	PRIMARY KEY(tenant, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX bag_case ON bag(tenant, case_id);

CREATE TABLE batch_check(
	tenant  TEXT    NOT NULL,
	no      TEXT    NOT NULL,
	case_id TEXT    NOT NULL,
	found   INTEGER NOT NULL CHECK(found IN (0, 1)),
	note    TEXT    NOT NULL,
	who     TEXT    NOT NULL,
	at      INTEGER NOT NULL,
	PRIMARY KEY(tenant, no, case_id)
) STRICT, WITHOUT ROWID;
