-- What the street sends to the station as a whole: announcements, rosters, orders.
-- It follows from the journal.

CREATE TABLE dispatch(
	kind  TEXT    NOT NULL CHECK(kind <> ''),
	id    TEXT    NOT NULL CHECK(id <> ''),
	ver   INTEGER NOT NULL,
	until TEXT    NOT NULL,                             -- last day that it holds for, '' for an order
	open  INTEGER NOT NULL CHECK(open IN (0, 1)),       -- an order that is not carried out
	at    INTEGER NOT NULL,
	rev   INTEGER NOT NULL,
	doc   TEXT    NOT NULL CHECK(json_valid(doc)),
	PRIMARY KEY(kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX dispatch_at ON dispatch(kind, at, id);
CREATE INDEX dispatch_open ON dispatch(open, at, id);

-- An order to drop the keys: how often another PC turned out to have this desk's
-- name since, and when they went.
ALTER TABLE sync_state ADD COLUMN fences INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_state ADD COLUMN wiped  INTEGER;
