-- Who of the street may use the pages of the centre, and who is signed in.

CREATE TABLE account(
	login  TEXT    PRIMARY KEY NOT NULL CHECK(login <> ''),
	tenant TEXT    NOT NULL REFERENCES street(tenant),
	name   TEXT    NOT NULL CHECK(name <> ''),
	role   TEXT    NOT NULL CHECK(role IN ('review', 'admin')),
	state  TEXT    NOT NULL DEFAULT 'active' CHECK(state IN ('active', 'disabled')),
	secret TEXT    NOT NULL,           -- Argon2id in its usual notation
	until  INTEGER NOT NULL,           -- end of a secret that was given out; 0 for one of their own
	wrong  INTEGER NOT NULL DEFAULT 0, -- secrets in a row
	locked INTEGER NOT NULL DEFAULT 0, -- until then
	made   INTEGER NOT NULL,
	seen   INTEGER NOT NULL DEFAULT 0, -- last signed in
	UNIQUE(tenant, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE sitting(
	token  BLOB    PRIMARY KEY NOT NULL CHECK(length(token) = 32), -- digest of what the browser holds
	login  TEXT    NOT NULL REFERENCES account(login),
	opened INTEGER NOT NULL,
	used   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sitting_login ON sitting(login);
