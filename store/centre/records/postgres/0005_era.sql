-- How often this centre was restored or moved. Versions of what goes down begin
-- higher in each era, for a desk may have heard of some that a backup has not.
ALTER TABLE centre ADD COLUMN era BIGINT NOT NULL DEFAULT 0;
