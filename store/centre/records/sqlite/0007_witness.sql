-- Until when, and which installation, a desk that brought a fresh code may read back
-- its own lines. Empty until one has said hello.
ALTER TABLE desk ADD COLUMN log_until    INTEGER NOT NULL DEFAULT 0;
ALTER TABLE desk ADD COLUMN log_instance TEXT    NOT NULL DEFAULT '';
