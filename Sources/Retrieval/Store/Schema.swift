import GRDB

/// The tables of the embedded store. Every migration is kept for ever; a store with one that is not listed here was written
/// by a newer program.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 documents, passages, embeddings") { db in
            try db.execute(sql: first)
        }
        migrator.registerMigration("2 changes of passages, codes of vectors") { db in
            try db.execute(sql: second)
        }
        migrator.registerMigration("3 postings of words") { db in
            try db.execute(sql: postings)
        }
        migrator.registerMigration("4 pages and rows of passages") { db in
            try db.execute(sql: "ALTER TABLE passage ADD COLUMN page INTEGER; ALTER TABLE passage ADD COLUMN row INTEGER;")
        }
        return migrator
    }

    private static let first = """
        CREATE TABLE setting (
            name TEXT PRIMARY KEY NOT NULL,
            value NOT NULL
        ) WITHOUT ROWID;
        INSERT INTO setting VALUES ('generation', 0);

        CREATE TABLE document (
            id INTEGER PRIMARY KEY,
            path TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            checksum TEXT NOT NULL,
            signature TEXT NOT NULL,
            syncedAt INTEGER NOT NULL,
            failure TEXT
        );

        CREATE TABLE model (
            id INTEGER PRIMARY KEY,
            signature TEXT NOT NULL UNIQUE
        );

        CREATE TABLE embedding (
            id INTEGER PRIMARY KEY,
            key BLOB NOT NULL UNIQUE,
            model INTEGER NOT NULL REFERENCES model(id),
            vector BLOB NOT NULL
        );

        -- AUTOINCREMENT: the id of a removed passage is never given to another one.
        CREATE TABLE passage (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
            ordinal INTEGER NOT NULL,
            headings TEXT NOT NULL,
            heading TEXT NOT NULL,
            lead TEXT NOT NULL,
            text TEXT NOT NULL,
            cleaned TEXT,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            tokens INTEGER NOT NULL,
            key BLOB NOT NULL
        );
        CREATE INDEX passage_document ON passage(document, ordinal);
        CREATE INDEX passage_key ON passage(key);

        -- What is searched: the cleaned text where the original hides characters.
        CREATE VIEW passage_searched AS
            SELECT id, heading, lead || char(10) || coalesce(cleaned, text) AS body FROM passage;
        CREATE VIRTUAL TABLE passage_words USING fts5(
            heading, body, content='passage_searched', content_rowid='id', tokenize="porter unicode61 remove_diacritics 2"
        );
        CREATE TRIGGER passage_inserted AFTER INSERT ON passage BEGIN
            INSERT INTO passage_words(rowid, heading, body) SELECT id, heading, body FROM passage_searched WHERE id = new.id;
        END;
        CREATE TRIGGER passage_deleted BEFORE DELETE ON passage BEGIN
            INSERT INTO passage_words(passage_words, rowid, heading, body)
                SELECT 'delete', id, heading, body FROM passage_searched WHERE id = old.id;
        END;

        CREATE TABLE history (
            id INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            document TEXT NOT NULL,
            change TEXT NOT NULL,
            added INTEGER NOT NULL,
            removed INTEGER NOT NULL,
            reason TEXT
        );
        CREATE INDEX history_document ON history(document, id);
        """

    /// Which passages came, went or got another vector, in order: a search takes in what is new without reading the rest. The codes of
    /// the vectors stand in chunks, with what belongs to them under the setting 'codes'.
    private static let second = """
        CREATE TABLE passage_change (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            passage INTEGER NOT NULL
        );
        CREATE TRIGGER passage_change_inserted AFTER INSERT ON passage BEGIN
            INSERT INTO passage_change(passage) VALUES (new.id);
        END;
        CREATE TRIGGER passage_change_deleted AFTER DELETE ON passage BEGIN
            INSERT INTO passage_change(passage) VALUES (old.id);
        END;
        CREATE TRIGGER passage_change_keyed AFTER UPDATE OF key ON passage WHEN old.key IS NOT new.key BEGIN
            INSERT INTO passage_change(passage) VALUES (new.id);
        END;
        CREATE TRIGGER passage_change_embedded AFTER INSERT ON embedding BEGIN
            INSERT INTO passage_change(passage) SELECT id FROM passage WHERE key = new.key;
        END;
        CREATE TABLE code_chunk (
            ordinal INTEGER PRIMARY KEY,
            data BLOB NOT NULL
        );
        """

    /// The lexical index of a large store: numbers of words, the passages of each segment, and which rows of a segment hold a word. The id
    /// of a list is 2⁴⁰ · slot + number, so that those of one segment lie together.
    private static let postings = """
        CREATE TABLE lexical_term (
            term BLOB PRIMARY KEY NOT NULL,
            id INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE lexical_segment (
            slot INTEGER PRIMARY KEY,
            data BLOB NOT NULL
        );
        CREATE TABLE lexical_posting (
            id INTEGER PRIMARY KEY,
            data BLOB NOT NULL
        );
        -- Every word of the full-text table, for help with typos.
        CREATE VIRTUAL TABLE passage_vocabulary USING fts5vocab(passage_words, row);
        """
}
