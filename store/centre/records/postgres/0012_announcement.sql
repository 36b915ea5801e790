-- Announcements as people list them: each once, with the stations that it was said
-- to, codes with a space between. everyone says that it was said to every station,
-- so that one that comes later hears of it.
CREATE TABLE announcement(
	tenant    TEXT   NOT NULL,
	id        TEXT   NOT NULL,
	words     TEXT   NOT NULL,
	first_day TEXT   NOT NULL,
	last_day  TEXT   NOT NULL,
	withdrawn BIGINT NOT NULL DEFAULT 0 CHECK(withdrawn IN (0, 1)),
	everyone  BIGINT NOT NULL DEFAULT 0 CHECK(everyone IN (0, 1)),
	who       TEXT   NOT NULL,
	at        BIGINT NOT NULL,
	stations  TEXT   NOT NULL,
	PRIMARY KEY(tenant, id)
);
CREATE INDEX announcement_at ON announcement(tenant, at);

-- Those that were said before. Whether to every station is not known of them.
INSERT INTO announcement(tenant, id, words, first_day, last_day, withdrawn, who, at, stations)
SELECT tenant, substr(obj, 14),
	max(convert_from(line, 'UTF8')::json -> 'body' ->> 'words'),
	max(convert_from(line, 'UTF8')::json -> 'body' ->> 'from'),
	max(convert_from(line, 'UTF8')::json -> 'body' ->> 'until'),
	max(CASE convert_from(line, 'UTF8')::json -> 'body' ->> 'withdrawn' WHEN 'true' THEN 1 ELSE 0 END),
	max(convert_from(line, 'UTF8')::json -> 'body' ->> 'by'),
	min(at),
	string_agg(DISTINCT station, ' ' ORDER BY station)
FROM feed
WHERE kind = 'announcement'
GROUP BY tenant, obj;
