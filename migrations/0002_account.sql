-- Whose account the data belong to: chain, the wallet that holds the money, and its kind. NULL in data made before these columns;
-- the next start fills them in.
ALTER TABLE identity ADD COLUMN chain_id INTEGER;
ALTER TABLE identity ADD COLUMN funder TEXT;
ALTER TABLE identity ADD COLUMN wallet_type TEXT CHECK (wallet_type IN ('eoa', 'proxy', 'safe', 'deposit'));
