-- What the street sends to stations as a whole, to be listed by its kind.
CREATE INDEX feed_dispatch ON feed(tenant, kind, at) WHERE kind IN ('announcement', 'roster', 'desk.command');
