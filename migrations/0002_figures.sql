-- What the window's figures of a period rest on.

-- What each follow had made by the hour: the difference of two of them is what it made in between. Of an hour the first reading stands.
CREATE TABLE follow_points (
    hour       INTEGER NOT NULL,
    follow     INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    at         INTEGER NOT NULL,
    realised   INTEGER NOT NULL,
    unrealised INTEGER NOT NULL,
    fees       INTEGER NOT NULL,
    PRIMARY KEY (hour, follow)
) STRICT, WITHOUT ROWID;

-- How many orders ended in a period, and how many of them with a fill, without touching the orders themselves.
DROP INDEX copy_orders_by_end;
CREATE INDEX copy_orders_by_end ON pending_copy_orders (ended_at, filled) WHERE status = 'ended';

-- The few settlements that failed.
CREATE INDEX settlements_failed ON settlements (seq, at) WHERE settlement = 'failed';
