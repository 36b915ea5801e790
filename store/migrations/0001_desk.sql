-- The journal and what follows from it. Times are UTC milliseconds, days are
-- business dates, doc is the JSON of the object as its last line states it.
-- What is sealed is sealed before it comes here.

CREATE TABLE journal(
	n      INTEGER PRIMARY KEY CHECK(n > 0),
	rid    TEXT    NOT NULL UNIQUE CHECK(length(rid) BETWEEN 1 AND 64),
	kind   TEXT    NOT NULL CHECK(kind <> ''),
	kv     INTEGER NOT NULL CHECK(kv > 0),
	at     INTEGER NOT NULL,
	day    TEXT    NOT NULL CHECK(length(day) = 10),
	desk   TEXT    NOT NULL,
	inc    TEXT    NOT NULL,
	staff  TEXT    NOT NULL,
	window INTEGER NOT NULL,
	obj    TEXT    NOT NULL,
	line   BLOB    NOT NULL,
	sha    BLOB    NOT NULL CHECK(length(sha) = 32),
	hash   BLOB    NOT NULL CHECK(length(hash) = 32)
) STRICT;

CREATE TRIGGER journal_gapless BEFORE INSERT ON journal
WHEN NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'journal: out of sequence'); END;

CREATE TRIGGER journal_frozen BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'journal: lines are never changed'); END;

CREATE TRIGGER journal_kept BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'journal: lines are never deleted'); END;

-- Projections: every row below follows from the journal alone.

CREATE TABLE about(
	obj TEXT    NOT NULL,
	n   INTEGER NOT NULL,
	PRIMARY KEY(obj, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal_blob(
	n  INTEGER NOT NULL,
	id TEXT    NOT NULL,
	PRIMARY KEY(n, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_blob_id ON journal_blob(id);

CREATE TABLE ticket(
	id      TEXT    PRIMARY KEY NOT NULL CHECK(id <> ''),
	day     TEXT    NOT NULL CHECK(length(day) = 10),
	lane    TEXT    NOT NULL CHECK(lane <> ''),
	seq     INTEGER NOT NULL CHECK(seq > 0),
	no      TEXT    NOT NULL CHECK(no <> ''),
	arrival INTEGER NOT NULL UNIQUE CHECK(arrival > 0),
	state   TEXT    NOT NULL CHECK(state <> ''),
	window  INTEGER NOT NULL,
	item    TEXT    NOT NULL,
	rev     INTEGER NOT NULL,
	doc     TEXT    NOT NULL CHECK(json_valid(doc)),
	UNIQUE(day, lane, seq),
	UNIQUE(day, no)
) STRICT;

CREATE TABLE case_file(
	id          TEXT    PRIMARY KEY NOT NULL CHECK(id <> ''),
	no          TEXT    UNIQUE CHECK(no <> ''),
	tail        TEXT    NOT NULL,
	day         TEXT    NOT NULL,
	seq         INTEGER NOT NULL CHECK(seq >= 0),
	mode        TEXT    NOT NULL,
	item        TEXT    NOT NULL,
	state       TEXT    NOT NULL CHECK(state <> ''),
	ticket      TEXT    NOT NULL,
	comm        TEXT    NOT NULL,
	at          INTEGER NOT NULL,
	due         TEXT    NOT NULL,
	number      BLOB,
	number_tail BLOB,
	phone       BLOB,
	phone_tail  BLOB,
	rev         INTEGER NOT NULL,
	doc         TEXT    NOT NULL CHECK(json_valid(doc))
) STRICT;
CREATE INDEX case_at ON case_file(at);
CREATE INDEX case_state ON case_file(state, at);
CREATE INDEX case_ticket ON case_file(ticket);
CREATE INDEX case_tail ON case_file(tail);
CREATE INDEX case_day ON case_file(day, seq);
CREATE INDEX case_number ON case_file(number) WHERE number IS NOT NULL;
CREATE INDEX case_number_tail ON case_file(number_tail) WHERE number_tail IS NOT NULL;
CREATE INDEX case_phone ON case_file(phone) WHERE phone IS NOT NULL;
CREATE INDEX case_phone_tail ON case_file(phone_tail) WHERE phone_tail IS NOT NULL;

CREATE TABLE paper(
	no      TEXT    PRIMARY KEY NOT NULL CHECK(no <> ''),
	kind    TEXT    NOT NULL CHECK(kind <> ''),
	day     TEXT    NOT NULL CHECK(length(day) = 10),
	seq     INTEGER NOT NULL CHECK(seq >= 0),
	tail    TEXT    NOT NULL,
	case_id TEXT    NOT NULL,
	ticket  TEXT    NOT NULL,
	item    TEXT    NOT NULL,
	at      INTEGER NOT NULL,
	void    INTEGER NOT NULL CHECK(void IN (0, 1)),
	rev     INTEGER NOT NULL,
	owner   TEXT    NOT NULL,
	doc     TEXT    NOT NULL CHECK(json_valid(doc))
) STRICT;
CREATE INDEX paper_day ON paper(day, kind, seq);
CREATE INDEX paper_case ON paper(case_id);
CREATE INDEX paper_ticket ON paper(ticket);
CREATE INDEX paper_tail ON paper(tail);
CREATE INDEX paper_at ON paper(at);

CREATE TABLE inquiry(
	id     TEXT    PRIMARY KEY NOT NULL CHECK(id <> ''),
	day    TEXT    NOT NULL CHECK(length(day) = 10),
	state  TEXT    NOT NULL CHECK(state <> ''),
	owner  TEXT    NOT NULL,
	ticket TEXT    NOT NULL,
	item   TEXT    NOT NULL,
	due    TEXT    NOT NULL,
	at     INTEGER NOT NULL,
	rev    INTEGER NOT NULL,
	doc    TEXT    NOT NULL CHECK(json_valid(doc))
) STRICT;
CREATE INDEX inquiry_day ON inquiry(day);
CREATE INDEX inquiry_state ON inquiry(state, at);

CREATE TABLE rating(
	id    TEXT    PRIMARY KEY NOT NULL CHECK(id <> ''),
	day   TEXT    NOT NULL CHECK(length(day) = 10),
	visit TEXT    NOT NULL,
	level TEXT    NOT NULL,
	at    INTEGER NOT NULL,
	doc   TEXT    NOT NULL CHECK(json_valid(doc))
) STRICT;
CREATE INDEX rating_day ON rating(day, at);
CREATE INDEX rating_visit ON rating(visit);

CREATE TABLE shift(
	id     TEXT    PRIMARY KEY NOT NULL CHECK(id <> ''),
	day    TEXT    NOT NULL CHECK(length(day) = 10),
	staff  TEXT    NOT NULL,
	window INTEGER NOT NULL,
	began  INTEGER NOT NULL,
	ended  INTEGER,
	doc    TEXT    NOT NULL CHECK(json_valid(doc))
) STRICT;
CREATE INDEX shift_day ON shift(day);

CREATE TABLE day_close(
	day TEXT    NOT NULL CHECK(length(day) = 10),
	at  INTEGER NOT NULL,
	doc TEXT    NOT NULL CHECK(json_valid(doc)),
	PRIMARY KEY(day, at)
) STRICT;

-- Kept for their own sake: nothing below can be had from the journal.

-- The key of one case, paper or inquiry: wrapped for this station, and shared
-- with the street once that was done. Deleting the row is the retention wipe.
CREATE TABLE object_key(
	owner   TEXT PRIMARY KEY NOT NULL CHECK(owner <> ''),
	wrapped BLOB NOT NULL,
	shared  BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX object_key_unshared ON object_key(owner) WHERE shared IS NULL;

CREATE TABLE draft(
	id     TEXT    PRIMARY KEY NOT NULL CHECK(id <> ''),
	window INTEGER NOT NULL,
	saved  INTEGER NOT NULL,
	doc    TEXT    NOT NULL CHECK(json_valid(doc)),
	sealed BLOB    NOT NULL
) STRICT;

-- One sealed page file. first_n is the line that first named it, and is empty
-- while it hangs on a draft only.
CREATE TABLE blob(
	id       TEXT    PRIMARY KEY NOT NULL CHECK(id <> ''),
	owner    TEXT    NOT NULL,
	size     INTEGER NOT NULL CHECK(size > 0),
	state    INTEGER NOT NULL DEFAULT 0 CHECK(state IN (0, 1, 2)), -- 0 here only, 1 complete at the centre, 2 file gone from here
	first_n  INTEGER,
	kept     INTEGER NOT NULL,
	tries    INTEGER NOT NULL DEFAULT 0,
	next_try INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_due ON blob(first_n, next_try) WHERE state = 0 AND first_n IS NOT NULL;
CREATE INDEX blob_owner ON blob(owner);

CREATE TABLE print_job(
	place    INTEGER PRIMARY KEY AUTOINCREMENT,
	id       TEXT    NOT NULL UNIQUE CHECK(id <> ''),
	paper    TEXT    NOT NULL CHECK(paper <> ''),
	kind     TEXT    NOT NULL CHECK(kind <> ''),
	state    TEXT    NOT NULL CHECK(state IN ('queued', 'sent', 'confirmed', 'failed', 'unknown')),
	owner    TEXT    NOT NULL DEFAULT '',
	printer  TEXT    NOT NULL DEFAULT '',
	code     TEXT    NOT NULL DEFAULT '',
	attempt  INTEGER NOT NULL CHECK(attempt > 0),
	device   TEXT    NOT NULL DEFAULT '',
	queued   INTEGER NOT NULL,
	sent     INTEGER,
	finished INTEGER,
	CHECK(state <> 'sent' OR owner <> '')
) STRICT;
CREATE INDEX print_job_queued ON print_job(place) WHERE state = 'queued';
CREATE INDEX print_job_sent ON print_job(owner) WHERE state = 'sent';
CREATE INDEX print_job_paper ON print_job(paper);

-- What this store knows of the time. seen is the latest reading that was
-- acted on and real the latest that nobody had to vouch for; while confirmed is
-- 1, shift whole days are added to the PC's own clock.
CREATE TABLE clock(
	one       INTEGER PRIMARY KEY CHECK(one = 1),
	last_at   INTEGER NOT NULL,
	seen      INTEGER NOT NULL,
	real      INTEGER NOT NULL,
	confirmed INTEGER NOT NULL CHECK(confirmed IN (0, 1)),
	shift     INTEGER NOT NULL,
	day       TEXT    NOT NULL,
	off_ms    INTEGER NOT NULL
) STRICT;

CREATE TABLE sync_state(
	one         INTEGER PRIMARY KEY CHECK(one = 1),
	desk_id     TEXT    NOT NULL,           -- station code and desk number
	instance    TEXT    NOT NULL,           -- stands in a file as well; when they differ this is a restored image
	incarnation TEXT    NOT NULL,
	inc_no      INTEGER NOT NULL CHECK(inc_no > 0),
	letter      TEXT    NOT NULL CHECK(letter <> ''),
	base        INTEGER NOT NULL DEFAULT 0, -- seq on the wire = n - base
	acked       INTEGER NOT NULL DEFAULT 0, -- as n
	acked_chain BLOB,
	stable      INTEGER NOT NULL DEFAULT 0, -- as n
	generation  TEXT    NOT NULL DEFAULT '',
	feed_cursor TEXT    NOT NULL DEFAULT '',
	catalogue   TEXT    NOT NULL DEFAULT '',
	street_box  TEXT    NOT NULL DEFAULT '', -- public key that object keys are shared to
	street_sign TEXT    NOT NULL DEFAULT '', -- public key that signs the feed
	last_sync   INTEGER,
	suite       TEXT    NOT NULL,
	key_check   BLOB    NOT NULL             -- tells whether a key ring is the one of this store
) STRICT;

CREATE TABLE quarantine(
	rid    TEXT    PRIMARY KEY NOT NULL,
	code   TEXT    NOT NULL,
	detail TEXT    NOT NULL DEFAULT '',
	seen   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox(
	obj     TEXT    NOT NULL,
	ver     INTEGER NOT NULL,
	n       INTEGER NOT NULL,
	kind    TEXT    NOT NULL,
	line    BLOB    NOT NULL,
	sig     BLOB    NOT NULL,
	applied INTEGER,
	PRIMARY KEY(obj, ver)
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_waiting ON inbox(n) WHERE applied IS NULL;

CREATE TABLE feed_parked(
	n    INTEGER PRIMARY KEY,
	kind TEXT    NOT NULL,
	line BLOB    NOT NULL,
	sig  BLOB    NOT NULL
) STRICT;

CREATE TABLE device(
	name    TEXT    PRIMARY KEY NOT NULL,
	family  TEXT    NOT NULL,
	doc     TEXT    NOT NULL CHECK(json_valid(doc)),
	changed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session(
	staff  TEXT    PRIMARY KEY NOT NULL,
	window INTEGER NOT NULL DEFAULT 0,
	began  INTEGER,
	seen   INTEGER,
	tries  INTEGER NOT NULL DEFAULT 0, -- wrong PINs since the last right one
	until  INTEGER NOT NULL DEFAULT 0, -- locked until then
	pin    BLOB
) STRICT, WITHOUT ROWID;
