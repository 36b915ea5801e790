-- Which copy of the records this is, where the database can tell: a server that was
-- put back or promoted is another place. '' where nobody has looked yet.
ALTER TABLE centre ADD COLUMN place TEXT NOT NULL DEFAULT '';
