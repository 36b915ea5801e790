-- Announcements as people list them: each once, with the stations that it was said
-- to, codes with a space between. everyone says that it was said to every station,
-- so that one that comes later hears of it.
CREATE TABLE announcement(
	tenant    TEXT    NOT NULL,
	id        TEXT    NOT NULL,
	words     TEXT    NOT NULL,
	first_day TEXT    NOT NULL,
	last_day  TEXT    NOT NULL,
	withdrawn INTEGER NOT NULL DEFAULT 0 CHECK(withdrawn IN (0, 1)),
	everyone  INTEGER NOT NULL DEFAULT 0 CHECK(everyone IN (0, 1)),
	who       TEXT    NOT NULL,
	at        INTEGER NOT NULL,
	stations  TEXT    NOT NULL,
	PRIMARY KEY(tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX announcement_at ON announcement(tenant, at);

-- Those that were said before. Whether to every station is not known of them.
INSERT INTO announcement(tenant, id, words, first_day, last_day, withdrawn, who, at, stations)
SELECT tenant, substr(obj, 14),
	max(CAST(line AS TEXT) ->> '$.body.words'),
	max(CAST(line AS TEXT) ->> '$.body.from'),
	max(CAST(line AS TEXT) ->> '$.body.until'),
	max(coalesce(CAST(line AS TEXT) ->> '$.body.withdrawn', 0)),
	max(CAST(line AS TEXT) ->> '$.body.by'),
	min(at),
	group_concat(DISTINCT station)
FROM feed
WHERE kind = 'announcement'
GROUP BY tenant, obj;
UPDATE announcement SET stations = replace(stations, ',', ' ');
