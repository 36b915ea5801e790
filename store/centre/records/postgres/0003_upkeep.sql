-- What keeping the centre in order needs.

ALTER TABLE blob ADD COLUMN claimed  BIGINT NOT NULL DEFAULT 0; -- a desk was last told that it is here
ALTER TABLE blob ADD COLUMN verified BIGINT NOT NULL DEFAULT 0; -- its bytes were last compared with its id
CREATE INDEX blob_verified ON blob(tenant, verified);

-- Work that is done once a day by one instance.
CREATE TABLE task(
	name    TEXT    NOT NULL,
	day     TEXT    NOT NULL,
	began   BIGINT NOT NULL,
	ended   BIGINT,
	outcome TEXT    NOT NULL DEFAULT '',
	PRIMARY KEY(name, day)
);
