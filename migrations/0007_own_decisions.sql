-- The user's own closes among the decisions: they are counted apart from those on a trader's changes.
CREATE INDEX signals_of_the_user ON signals (follow, id) WHERE origin = 'user';
