-- The full-text index, made where SQLite has FTS5. Both tables keep no text of their own: message_texts has it.
-- "words" holds words (each CJK character counts as one), "fragments" which three-letter pieces a text contains.
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    text, facts, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3'
);
CREATE VIRTUAL TABLE IF NOT EXISTS fragments USING fts5(text, content='', tokenize='trigram', detail=none);
