"""Imports: files of school systems read, checked row by row, compared with what is held, and saved whole or not."""
