-- What the street's people do, and what they see of hand-overs and of second
-- entries.

ALTER TABLE desk ADD COLUMN head BIGINT NOT NULL DEFAULT 0; -- last seq there was when the desk said hello

-- What a person at the street did. A record id acts once.
CREATE TABLE act(
	rid    TEXT    PRIMARY KEY NOT NULL CHECK(rid <> ''),
	tenant TEXT    NOT NULL,
	who    TEXT    NOT NULL,
	kind   TEXT    NOT NULL,
	obj    TEXT    NOT NULL,
	detail TEXT    NOT NULL,
	at     BIGINT NOT NULL
);
CREATE INDEX act_at ON act(tenant, at);

ALTER TABLE case_file ADD COLUMN outside  TEXT NOT NULL DEFAULT ''; -- system that it is entered into a second time
ALTER TABLE case_file ADD COLUMN entry    TEXT NOT NULL DEFAULT ''; -- who enters it
ALTER TABLE case_file ADD COLUMN external TEXT NOT NULL DEFAULT ''; -- number there
CREATE INDEX case_outside ON case_file(tenant, outside) WHERE outside <> '';

-- A second entry that the street made.
CREATE TABLE entry(
	tenant   TEXT    NOT NULL,
	case_id  TEXT    NOT NULL,
	outside  TEXT    NOT NULL,
	external TEXT    NOT NULL,
	fields   BIGINT NOT NULL,
	seconds  BIGINT NOT NULL,
	who      TEXT    NOT NULL,
	at       BIGINT NOT NULL,
	PRIMARY KEY(tenant, case_id)
);

-- A hand-over as the desk wrote it down, and what the street found of it.
CREATE TABLE batch(
	tenant  TEXT    NOT NULL,
	no      TEXT    NOT NULL,
	desk_id TEXT    NOT NULL,
	station TEXT    NOT NULL,
	day     TEXT    NOT NULL,
	state   TEXT    NOT NULL,
	rev     BIGINT NOT NULL,
	doc     TEXT    NOT NULL,
	PRIMARY KEY(tenant, no)
);
CREATE INDEX batch_day ON batch(tenant, day);

CREATE TABLE bag(
	tenant  TEXT    NOT NULL,
	code    TEXT    NOT NULL,
	desk_id TEXT    NOT NULL,
	case_id TEXT    NOT NULL,
	batch   TEXT    NOT NULL,
	rev     BIGINT NOT NULL,
	doc     TEXT    NOT NULL,
	PRIMARY KEY(tenant, code)
);
CREATE INDEX bag_case ON bag(tenant, case_id);

CREATE TABLE batch_check(
	tenant  TEXT    NOT NULL,
	no      TEXT    NOT NULL,
	case_id TEXT    NOT NULL,
	found   BIGINT NOT NULL CHECK(found IN (0, 1)),
	note    TEXT    NOT NULL,
	who     TEXT    NOT NULL,
	at      BIGINT NOT NULL,
	PRIMARY KEY(tenant, no, case_id)
);
