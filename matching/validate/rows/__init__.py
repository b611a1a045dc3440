"""The data rows as columns: frames, periods, repeats, records. Belongs here: what looks at many rows at once."""
