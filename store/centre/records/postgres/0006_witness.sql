-- Until when, and which installation, a desk that brought a fresh code may read back
-- its own lines. Empty until one has said hello.
ALTER TABLE desk ADD COLUMN log_until    BIGINT  NOT NULL DEFAULT 0;
ALTER TABLE desk ADD COLUMN log_instance TEXT   NOT NULL DEFAULT '';
