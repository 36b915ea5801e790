-- The words of papers, in the versions that a lead has adopted. They follow from
-- the journal. own is 0 for the decision to have the built-in words again.

CREATE TABLE wording(
	id      TEXT    PRIMARY KEY NOT NULL CHECK(id <> ''),
	kind    TEXT    NOT NULL CHECK(kind <> ''),
	version INTEGER NOT NULL CHECK(version > 0),
	own     INTEGER NOT NULL CHECK(own IN (0, 1)),
	at      INTEGER NOT NULL,
	doc     TEXT    NOT NULL CHECK(json_valid(doc))
) STRICT;
CREATE INDEX wording_kind ON wording(kind, version);
