-- When a person confirmed that live trading of this account begins with these data, ms of the computer's clock. NULL: they did not, or
-- have taken it back, and no live engine starts on them. A database is one account's, so that this is the account's in this folder.
ALTER TABLE identity ADD COLUMN live_confirmed_at INTEGER CHECK (live_confirmed_at IS NULL OR mode = 'live');
