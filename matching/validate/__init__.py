"""From a file's bytes to records, findings and a receipt. Pure: no clock, no ledger; every date is an argument."""
