-- Who has read what changed in the catalogue is asked whenever somebody comes on duty.

CREATE INDEX journal_read ON journal(staff, n) WHERE kind = 'catalogue.read';
