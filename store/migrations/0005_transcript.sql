-- Second entries into outside systems. They follow from the journal.

CREATE TABLE transcript(
	id     TEXT    PRIMARY KEY NOT NULL CHECK(id <> ''),
	system TEXT    NOT NULL CHECK(system <> ''),
	state  TEXT    NOT NULL CHECK(state <> ''),
	route  TEXT    NOT NULL CHECK(route <> ''),
	day    TEXT    NOT NULL CHECK(length(day) = 10),
	at     INTEGER NOT NULL,
	rev    INTEGER NOT NULL,
	doc    TEXT    NOT NULL CHECK(json_valid(doc))
) STRICT;
CREATE INDEX transcript_state ON transcript(state, at);
CREATE INDEX transcript_day ON transcript(day);
CREATE INDEX transcript_at ON transcript(at);
