-- A person may send a paper to a printer of their choice: then no other one
-- takes the job.

ALTER TABLE print_job ADD COLUMN wanted TEXT NOT NULL DEFAULT '';
