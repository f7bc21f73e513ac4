"""The text index itself: FTS5 kept by triggers on SQLite, a GIN index on PostgreSQL."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = [
    """CREATE VIRTUAL TABLE lexemes_fts USING fts5(
        lexemes, content='lexemes_indexed', content_rowid='id', tokenize="unicode61 remove_diacritics 0 tokenchars '-_'")""",
    """CREATE TRIGGER lexemes_fts_added AFTER INSERT ON lexemes_indexed BEGIN
        INSERT INTO lexemes_fts(rowid, lexemes) VALUES (new.id, new.lexemes); END""",
    """CREATE TRIGGER lexemes_fts_removed AFTER DELETE ON lexemes_indexed BEGIN
        INSERT INTO lexemes_fts(lexemes_fts, rowid, lexemes) VALUES ('delete', old.id, old.lexemes); END""",
    """CREATE TRIGGER lexemes_fts_changed AFTER UPDATE OF lexemes ON lexemes_indexed BEGIN
        INSERT INTO lexemes_fts(lexemes_fts, rowid, lexemes) VALUES ('delete', old.id, old.lexemes);
        INSERT INTO lexemes_fts(rowid, lexemes) VALUES (new.id, new.lexemes); END""",
]
POSTGRES = [
    "CREATE INDEX lexemes_text ON lexemes_indexed USING gin (to_tsvector('simple'::regconfig, lexemes))"
]


def build(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX lexemes_text")
        return
    for name in ("added", "removed", "changed"):
        schema_editor.execute(f"DROP TRIGGER lexemes_fts_{name}")
    schema_editor.execute("DROP TABLE lexemes_fts")


class Migration(migrations.Migration):
    dependencies = [("lexemes", "0001_initial")]
    operations = [migrations.RunPython(build, drop)]
