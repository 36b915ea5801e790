-- Who of the street may use the pages of the centre, and who is signed in.

CREATE TABLE account(
	login  TEXT    PRIMARY KEY NOT NULL CHECK(login <> ''),
	tenant TEXT    NOT NULL REFERENCES street(tenant),
	name   TEXT    NOT NULL CHECK(name <> ''),
	role   TEXT    NOT NULL CHECK(role IN ('review', 'admin')),
	state  TEXT    NOT NULL DEFAULT 'active' CHECK(state IN ('active', 'disabled')),
	secret TEXT    NOT NULL,           -- Argon2id in its usual notation
	until  BIGINT NOT NULL,           -- end of a secret that was given out; 0 for one of their own
	wrong  BIGINT NOT NULL DEFAULT 0, -- secrets in a row
	locked BIGINT NOT NULL DEFAULT 0, -- until then
	made   BIGINT NOT NULL,
	seen   BIGINT NOT NULL DEFAULT 0, -- last signed in
	UNIQUE(tenant, name)
);

CREATE TABLE sitting(
	token  BYTEA   PRIMARY KEY NOT NULL CHECK(length(token) = 32), -- digest of what the browser holds
	login  TEXT    NOT NULL REFERENCES account(login),
	opened BIGINT NOT NULL,
	used   BIGINT NOT NULL
);
CREATE INDEX sitting_login ON sitting(login);
