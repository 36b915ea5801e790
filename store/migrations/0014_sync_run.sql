-- The latest runs to the street centre, for whoever reads why one failed. They are
-- what this PC knows of itself and not part of the journal.
CREATE TABLE sync_run(
	n       INTEGER PRIMARY KEY AUTOINCREMENT,
	began   INTEGER NOT NULL,
	ended   INTEGER,                       -- NULL while it goes on, and where nobody could write it down
	why     TEXT    NOT NULL,              -- what began it
	sent    INTEGER NOT NULL DEFAULT 0,    -- lines
	pages   INTEGER NOT NULL DEFAULT 0,
	bytes   INTEGER NOT NULL DEFAULT 0,
	applied INTEGER NOT NULL DEFAULT 0,
	kind    TEXT    NOT NULL DEFAULT '',   -- of what ended it early, '' for a run that came to its end
	what    TEXT    NOT NULL DEFAULT ''
) STRICT;
