-- The catalogue as its publisher signed it, and who may sign.

CREATE TABLE publisher(
	key   TEXT    PRIMARY KEY NOT NULL CHECK(key <> ''), -- public key
	name  TEXT    NOT NULL,
	added INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue(
	n        INTEGER PRIMARY KEY NOT NULL CHECK(n > 0),  -- rises with every version
	version  TEXT    NOT NULL UNIQUE CHECK(version <> ''),
	digest   TEXT    NOT NULL UNIQUE,                    -- of what was signed
	manifest BLOB    NOT NULL,                           -- JSON, as it is handed out
	who      TEXT    NOT NULL,
	stored   INTEGER NOT NULL
) STRICT;

CREATE TABLE catalogue_object(
	id   TEXT    PRIMARY KEY NOT NULL,
	size INTEGER NOT NULL CHECK(size > 0),
	body BLOB    NOT NULL
) STRICT, WITHOUT ROWID;
