-- Bad ratings that are followed up, as the desks wrote them down, with what the
-- street has said since. desk_id is '' for one that the street opened and no desk
-- has taken on yet.
CREATE TABLE rectification(
	tenant     TEXT    NOT NULL,
	id         TEXT    NOT NULL,
	desk_id    TEXT    NOT NULL,
	station    TEXT    NOT NULL,
	state      TEXT    NOT NULL,
	level      TEXT    NOT NULL,
	day        TEXT    NOT NULL, -- it was opened
	due        TEXT    NOT NULL,
	closed_day TEXT    NOT NULL DEFAULT '',
	outcome    TEXT    NOT NULL DEFAULT '', -- of the call-back
	unnamed    BIGINT  NOT NULL DEFAULT 0 CHECK(unnamed IN (0, 1)),  -- nobody is known to call
	mistaken   BIGINT  NOT NULL DEFAULT 0 CHECK(mistaken IN (0, 1)), -- the street found the rating mistaken
	appealed   BIGINT  NOT NULL DEFAULT 0 CHECK(appealed IN (0, 1)), -- an appeal waits for the street
	rev        BIGINT  NOT NULL, -- of doc
	rid        TEXT    NOT NULL, -- line that doc is from
	changed    BIGINT  NOT NULL,
	heard      BIGINT  NOT NULL, -- version of what the street said that the desk has heard
	doc        TEXT    NOT NULL,   -- the desk's
	stands     TEXT    NOT NULL, -- as it will stand there once it has heard all
	PRIMARY KEY(tenant, id)
);
CREATE INDEX rectification_due ON rectification(tenant, state, due);
