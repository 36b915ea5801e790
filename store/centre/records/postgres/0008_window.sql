-- Which of the counters below the highest were taken, a bit each: requests that are
-- under way together come in any order.
ALTER TABLE session ADD COLUMN seen BIGINT NOT NULL DEFAULT 0;
