"""The one place that knows the order of the stages and writes down what they did.

reception: sweep, check, receipts, rolls.  runs: prepare → … → publish of one run.  match: two tables, no ledger.
dags/ and matching.cli call these rooms; the stages never call each other.
"""
