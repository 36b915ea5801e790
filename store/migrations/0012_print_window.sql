-- A job is of a window, whose own printers come first; somebody may ask for one back
-- while it is under way; and what came out is counted.

ALTER TABLE print_job ADD COLUMN window INTEGER NOT NULL DEFAULT 0;
ALTER TABLE print_job ADD COLUMN recalled INTEGER;
ALTER TABLE print_job ADD COLUMN sheets INTEGER NOT NULL DEFAULT 0;
CREATE INDEX print_job_finished ON print_job(finished) WHERE finished IS NOT NULL;
