-- What the cluster needs too: the keys of streets sealed under the centre's ring,
-- and what lists show of a case without reading its document.

ALTER TABLE centre ADD COLUMN ring TEXT NOT NULL DEFAULT ''; -- instance of the ring that seals street.ring
ALTER TABLE street ADD COLUMN ring BLOB;                     -- sealed; NULL where a file holds it

ALTER TABLE case_file ADD COLUMN title    TEXT    NOT NULL DEFAULT '';
ALTER TABLE case_file ADD COLUMN received INTEGER;                    -- by the desk's clock
ALTER TABLE case_file ADD COLUMN heard    INTEGER NOT NULL DEFAULT 0; -- decision that the desk has heard of
ALTER TABLE case_file ADD COLUMN words    TEXT    NOT NULL DEFAULT '';

UPDATE case_file SET
	title    = coalesce(doc ->> '$.title', ''),
	received = CAST(unixepoch(doc ->> '$.received', 'subsec') * 1000 AS INTEGER),
	heard    = coalesce(doc ->> '$.decision_ver', 0),
	words    = coalesce(doc ->> '$.words', '');
