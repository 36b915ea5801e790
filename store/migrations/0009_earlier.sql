-- What a desk got back from its centre: lines of an earlier life, on a PC that
-- broke or after the image that this one was restored from. They stand in the
-- journal behind the lines of this life and count as if they stood where they
-- were written: after the line in place, which is 0 for the beginning.

CREATE TABLE earlier(
	n     INTEGER PRIMARY KEY,
	place INTEGER NOT NULL CHECK(place >= 0 AND place < n)
) STRICT;
CREATE INDEX earlier_place ON earlier(place, n);

-- Blind indexes of cases that were made under the keys of another PC, made anew.
CREATE TABLE reindexed(
	case_id     TEXT PRIMARY KEY NOT NULL CHECK(case_id <> ''),
	number      BLOB,
	number_tail BLOB,
	phone       BLOB,
	phone_tail  BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX reindexed_number ON reindexed(number) WHERE number IS NOT NULL;
CREATE INDEX reindexed_number_tail ON reindexed(number_tail) WHERE number_tail IS NOT NULL;
CREATE INDEX reindexed_phone_tail ON reindexed(phone_tail) WHERE phone_tail IS NOT NULL;

ALTER TABLE sync_state ADD COLUMN recovering    INTEGER NOT NULL DEFAULT 0;  -- 1 while lines are here that no table shows
ALTER TABLE sync_state ADD COLUMN recover_after TEXT    NOT NULL DEFAULT ''; -- record id of the last line that came
ALTER TABLE sync_state ADD COLUMN testified     TEXT    NOT NULL DEFAULT ''; -- generation that was given back what came down

-- Two lives of a desk may have given out one place in a queue: what keeps numbers
-- apart is the letter of the incarnation. The rows follow from the journal.
CREATE TABLE ticket_anew(
	id      TEXT    PRIMARY KEY NOT NULL CHECK(id <> ''),
	day     TEXT    NOT NULL CHECK(length(day) = 10),
	lane    TEXT    NOT NULL CHECK(lane <> ''),
	seq     INTEGER NOT NULL CHECK(seq > 0),
	no      TEXT    NOT NULL CHECK(no <> ''),
	arrival INTEGER NOT NULL CHECK(arrival > 0),
	state   TEXT    NOT NULL CHECK(state <> ''),
	window  INTEGER NOT NULL,
	item    TEXT    NOT NULL,
	rev     INTEGER NOT NULL,
	doc     TEXT    NOT NULL CHECK(json_valid(doc))
) STRICT;
INSERT INTO ticket_anew SELECT id, day, lane, seq, no, arrival, state, window, item, rev, doc FROM ticket;
DROP TABLE ticket;
ALTER TABLE ticket_anew RENAME TO ticket;
CREATE INDEX ticket_arrival ON ticket(arrival);
CREATE INDEX ticket_lane ON ticket(day, lane, seq);
CREATE INDEX ticket_no ON ticket(day, no);
CREATE INDEX ticket_open ON ticket(day) WHERE state IN ('called', 'serving', 'held');
CREATE INDEX ticket_slip ON ticket(seq) WHERE lane = '纸';
