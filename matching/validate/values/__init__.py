"""One cell → canonical text or a problem. Belongs here: how values are spelled."""
