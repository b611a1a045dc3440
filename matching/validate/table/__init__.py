"""Sheets → the table: which sheet, which heading, which rows are data. Belongs here: what knows how tables are laid out."""
