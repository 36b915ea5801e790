-- What follows a bad rating until it is closed. It follows from the journal.

CREATE TABLE rectification(
	id        TEXT    PRIMARY KEY CHECK(id <> ''),
	rating    TEXT    NOT NULL,                     -- '' for one that the street opened
	visit     TEXT    NOT NULL,
	state     TEXT    NOT NULL CHECK(state <> ''),
	concerned TEXT    NOT NULL,
	day       TEXT    NOT NULL,                     -- of opening
	due       TEXT    NOT NULL,
	rev       INTEGER NOT NULL,
	doc       TEXT    NOT NULL CHECK(json_valid(doc))
) STRICT, WITHOUT ROWID;
CREATE INDEX rectification_state ON rectification(state, due);
CREATE INDEX rectification_day ON rectification(day);
CREATE INDEX rectification_visit ON rectification(visit);
CREATE INDEX rectification_due ON rectification(due, id);
CREATE INDEX rectification_rating ON rectification(rating);

-- Whether a bad rating has none is asked at every start.
CREATE INDEX rating_bad ON rating(level, at) WHERE level IN ('dissatisfied', 'very_dissatisfied');
