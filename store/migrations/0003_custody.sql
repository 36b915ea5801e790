-- Originals that stay at the station: bags, the batches that they go to the
-- street with, and the counts of the shelf. All follow from the journal.

CREATE TABLE bag(
	code    TEXT    PRIMARY KEY NOT NULL CHECK(code <> ''),
	case_id TEXT    NOT NULL CHECK(case_id <> ''),
	comm    TEXT    NOT NULL,
	state   TEXT    NOT NULL CHECK(state <> ''),
	batch   TEXT    NOT NULL,
	at      INTEGER NOT NULL,
	rev     INTEGER NOT NULL,
	doc     TEXT    NOT NULL CHECK(json_valid(doc))
) STRICT;
CREATE INDEX bag_case ON bag(case_id);
CREATE INDEX bag_state ON bag(state, at);
CREATE INDEX bag_batch ON bag(batch) WHERE batch <> '';
CREATE INDEX bag_at ON bag(at);

CREATE TABLE batch(
	no    TEXT    PRIMARY KEY NOT NULL CHECK(no <> ''),
	day   TEXT    NOT NULL CHECK(length(day) = 10),
	seq   INTEGER NOT NULL CHECK(seq >= 0),
	comm  TEXT    NOT NULL,
	state TEXT    NOT NULL CHECK(state <> ''),
	at    INTEGER NOT NULL,
	rev   INTEGER NOT NULL,
	doc   TEXT    NOT NULL CHECK(json_valid(doc))
) STRICT;
CREATE INDEX batch_day ON batch(day, seq);
CREATE INDEX batch_state ON batch(state, at);
CREATE INDEX batch_at ON batch(at);

CREATE TABLE shelf_count(
	day TEXT    NOT NULL CHECK(length(day) = 10),
	at  INTEGER NOT NULL,
	doc TEXT    NOT NULL CHECK(json_valid(doc)),
	PRIMARY KEY(day, at)
) STRICT;
