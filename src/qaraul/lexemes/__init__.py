"""The full-text index: lexemes of any record, the same answers on SQLite and on PostgreSQL."""
