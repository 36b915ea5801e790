-- The catalogue as its publisher signed it, and who may sign.

CREATE TABLE publisher(
	key   TEXT   PRIMARY KEY NOT NULL CHECK(key <> ''), -- public key
	name  TEXT   NOT NULL,
	added BIGINT NOT NULL
);

CREATE TABLE catalogue(
	n        BIGINT PRIMARY KEY NOT NULL CHECK(n > 0),  -- rises with every version
	version  TEXT   NOT NULL UNIQUE CHECK(version <> ''),
	digest   TEXT   NOT NULL UNIQUE,                    -- of what was signed
	manifest BYTEA  NOT NULL,                           -- JSON, as it is handed out
	who      TEXT   NOT NULL,
	stored   BIGINT NOT NULL
);

CREATE TABLE catalogue_object(
	id   TEXT   PRIMARY KEY NOT NULL,
	size BIGINT NOT NULL CHECK(size > 0),
	body BYTEA  NOT NULL
);
