-- Blocks of slips for the hours without the program. They follow from the journal;
-- the visits that were entered with a slip are tickets of their own lane.

CREATE TABLE slip_block(
	no  INTEGER PRIMARY KEY NOT NULL CHECK(no > 0),
	doc TEXT    NOT NULL CHECK(json_valid(doc))
) STRICT;
CREATE UNIQUE INDEX ticket_slip ON ticket(seq) WHERE lane = '纸';
