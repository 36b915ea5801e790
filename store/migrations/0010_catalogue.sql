-- The catalogue as it comes down, signed. Which version is in force stands in
-- sync_state.catalogue alone; "" is the folder's own file, or the demonstration.

ALTER TABLE sync_state ADD COLUMN publishers TEXT NOT NULL DEFAULT ''; -- public keys of which one signs the next version

CREATE TABLE catalogue(
	version   TEXT    PRIMARY KEY NOT NULL CHECK(version <> ''),
	digest    TEXT    NOT NULL UNIQUE, -- of what was signed
	manifest  BLOB    NOT NULL,
	effective INTEGER NOT NULL,
	taken     INTEGER NOT NULL,
	staged    INTEGER,                 -- when it was whole and had passed the linter
	adopted   INTEGER                  -- when it came into effect here
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue_object(
	id   TEXT PRIMARY KEY NOT NULL,
	body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue_refusal(
	one     INTEGER PRIMARY KEY CHECK(one = 1),
	version TEXT    NOT NULL,
	code    TEXT    NOT NULL,
	at      INTEGER NOT NULL
) STRICT;
