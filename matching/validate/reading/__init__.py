"""Bytes of any format → sheets of text, in a process of its own. Belongs here: what knows file formats."""
