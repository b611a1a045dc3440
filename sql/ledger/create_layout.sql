-- The version of create_tables.sql that the ledger was laid out with last: it is run only if another one is at hand.

CREATE TABLE IF NOT EXISTS layout (sha256 VARCHAR NOT NULL);
