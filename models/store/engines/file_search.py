"""Finding persons in the encrypted file: FTS5, in which whoever was seen last comes first.

The number of a line is the day somebody was last seen, then who it is. Lines are read downwards, so a
search that stops at the first few has met the latest seen, without sorting the thousands of others.
"""

from collections.abc import Sequence
from typing import Any

from models.store.engines.engine import SITE, is_name
from models.store.engines.sound import sound

_WHO = 0xFFFF_FFFF
_LINE = "((coalesce(CAST(julianday({0}.seen_at) AS INTEGER), 0) << 32) + {0}.id)"
_SITE = f"coalesce(' {SITE}' || {{0}}.site_id, '')"
_MOVED = f"replace(folded, {_SITE.format('OLD')}, '') || {_SITE.format('NEW')}"
# The text is folded before it comes here; unicode61 only has to cut it at the spaces. Words need no place
# in the line (detail=none): nobody is looked for by a phrase.
_TABLES = (
    "CREATE VIRTUAL TABLE person_search USING fts5("
    "folded, tokenize = \"unicode61 remove_diacritics 0\", detail = none, prefix = '1 2 3 4 5')",
    "CREATE TABLE person_word (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, sound TEXT NOT NULL)",
    "CREATE INDEX person_word_sound ON person_word (sound)",
    # A contact moves the line to its day, whichever verb records it.
    "CREATE TRIGGER person_search_seen AFTER UPDATE OF seen_at, site_id ON person "
    f"WHEN {_LINE.format('OLD')} <> {_LINE.format('NEW')} BEGIN "
    "INSERT INTO person_search (rowid, folded) "
    f"SELECT {_LINE.format('NEW')}, {_MOVED} FROM person_search WHERE rowid = {_LINE.format('OLD')}; "
    f"DELETE FROM person_search WHERE rowid = {_LINE.format('OLD')}; END",
    "CREATE TRIGGER person_search_site AFTER UPDATE OF seen_at, site_id ON person "
    f"WHEN {_LINE.format('OLD')} = {_LINE.format('NEW')} AND OLD.site_id IS NOT NEW.site_id BEGIN "
    f"UPDATE person_search SET folded = {_MOVED} WHERE rowid = {_LINE.format('OLD')}; END",
    "CREATE TRIGGER person_search_gone AFTER DELETE ON person BEGIN "
    f"DELETE FROM person_search WHERE rowid = {_LINE.format('OLD')}; END",
)


class FileSearch:
    """What of :class:`models.store.engines.engine.Engine` is about words; ``database`` is the open file."""

    database: Any

    def __init__(self) -> None:
        # Words are only ever added, so what was read once stays right: each search reads those since.
        self._words = ""
        self._last_word = 0

    def create_search(self) -> None:
        for table in _TABLES:
            self.database.execute_sql(table)

    def drop_search(self) -> None:
        for name in ("person_search_seen", "person_search_site", "person_search_gone"):
            self.database.execute_sql(f"DROP TRIGGER IF EXISTS {name}")
        for name in ("person_word", "person_search"):  # person_word once was a view on person_search
            self.database.execute_sql(f"DROP TABLE IF EXISTS {name}")
        self._words, self._last_word = "", 0

    def index_person(self, person_id: int, folded: str) -> None:
        line, site = self._line_of(person_id)
        self.database.execute_sql("DELETE FROM person_search WHERE rowid = ?", (line,))
        if folded.strip():
            self.database.execute_sql(
                "INSERT INTO person_search (rowid, folded) VALUES (?, ?)", (line, folded + site)
            )
            self._know(folded.split())

    def index_persons(self, persons: Sequence[tuple[int, str]]) -> None:
        lines = []
        for person_id, folded in persons:
            line, site = self._line_of(person_id)
            lines.append((line, folded + site))
        # Ascending: each step back would make FTS5 write out what it holds.
        self.database.cursor().executemany(
            "INSERT INTO person_search (rowid, folded) VALUES (?, ?)", sorted(lines)
        )
        self._know({word for _, folded in persons for word in folded.split()})

    def _line_of(self, person_id: int) -> tuple[int, str]:
        """The number of a person's line, and the word of their site as it is added to it."""
        query = f"SELECT {_LINE.format('p')}, {_SITE.format('p')} FROM person p WHERE p.id = ?"
        line: tuple[int, str] = self.database.execute_sql(query, (person_id,)).fetchone()
        return line

    def settle_search(self) -> None:
        self.database.execute_sql("INSERT INTO person_search (person_search) VALUES ('optimize')")

    def _know(self, words: Sequence[str] | set[str]) -> None:
        names = [(word, sound(word)) for word in words if is_name(word)]
        self.database.cursor().executemany(
            "INSERT OR IGNORE INTO person_word (word, sound) VALUES (?, ?)", names
        )

    def find_persons(
        self,
        wanted: Sequence[Sequence[str]],
        limit: int,
        among: Sequence[int] | None = None,
        site: int | None = None,
    ) -> list[int]:
        if among is not None:
            return self._matching(wanted, among)[:limit]
        latest = self._seen_last(wanted, limit)
        if site is None or len(latest) < limit:
            return latest
        return [*latest, *self._seen_last([*wanted, [f"{SITE}{site}"]], limit)]

    def _seen_last(self, wanted: Sequence[Sequence[str]], limit: int) -> list[int]:
        match = " AND ".join(f"({' OR '.join(map(_quoted, words))})" for words in wanted)
        # Never ORDER BY rank, which reads every match: 50 ms and more.
        rows = self.database.execute_sql(
            "SELECT rowid FROM person_search WHERE person_search MATCH ? ORDER BY rowid DESC LIMIT ?",
            (match, limit),
        )
        return [row[0] & _WHO for row in rows]

    def _matching(self, wanted: Sequence[Sequence[str]], among: Sequence[int]) -> list[int]:
        # Read rather than matched: FTS5 would go through every person of a prefix for each one asked.
        numbers = ",".join(str(int(one)) for one in among)
        rows = self.database.execute_sql(
            f"SELECT p.id, s.folded FROM person p JOIN person_search s ON s.rowid = {_LINE.format('p')} "
            f"WHERE p.id IN ({numbers})"
        )
        return [number for number, folded in rows if _has(folded.split(), wanted)]

    def words(self) -> str:
        # What is not committed yet may never be: it is not remembered.
        if self.database.in_transaction():
            return self._words
        rows = self.database.execute_sql(
            "SELECT id, word FROM person_word WHERE id > ? ORDER BY id", (self._last_word,)
        )
        added: list[str] = []
        for self._last_word, word in rows:
            added.append(word)
        if added:
            self._words += "".join(f"{word}\n" for word in added)
        return self._words

    def spelled(self, words: Sequence[str]) -> set[str]:
        if not words:
            return set()
        marks = ", ".join(["?"] * len(words))
        rows = self.database.execute_sql(
            f"SELECT word FROM person_word WHERE word IN ({marks})", tuple(words)
        )
        return {row[0] for row in rows}

    def sounding(self, key: str, longer: bool, limit: int) -> list[str]:
        rows = self.database.execute_sql(
            "SELECT word FROM person_word WHERE sound >= ? AND sound < ? LIMIT ?",
            (key, key + ("\U0010ffff" if longer else "\x00"), limit),
        )
        return [row[0] for row in rows]


def _quoted(word: str) -> str:
    """For FTS5, which reads a bare word as its query language: ``dup*`` → ``"dup"*``."""
    bare = word.removesuffix("*").replace('"', "")
    return f'"{bare}"*' if word.endswith("*") else f'"{bare}"'


def _has(words: list[str], wanted: Sequence[Sequence[str]]) -> bool:
    """Whether each of ``wanted`` has one that is, or with ``*`` starts, one of ``words``."""
    return all(
        any(
            any(word.startswith(one[:-1]) for word in words) if one.endswith("*") else one in words
            for one in alternatives
        )
        for alternatives in wanted
    )
