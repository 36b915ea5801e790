-- Help at a terminal and on the net (导办, 辅导网办). It follows from the journal.

CREATE TABLE assist(
	id  TEXT    PRIMARY KEY NOT NULL CHECK(id <> ''),
	day TEXT    NOT NULL CHECK(length(day) = 10),
	at  INTEGER NOT NULL,
	rev INTEGER NOT NULL,
	doc TEXT    NOT NULL CHECK(json_valid(doc))
) STRICT;
CREATE INDEX assist_day ON assist(day, at);
CREATE INDEX assist_at ON assist(at, id);
