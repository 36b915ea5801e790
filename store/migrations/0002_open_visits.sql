-- Visits that were left open on an earlier day are looked for with each look at
-- the queue; there are hardly any.

CREATE INDEX ticket_open ON ticket(day) WHERE state IN ('called', 'serving', 'held');
