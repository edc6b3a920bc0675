"""Finding persons on a PostgreSQL server: the same words in a GIN index."""

from collections.abc import Sequence
from typing import Any

from models.sound import sound

# Each person is looked up by number (OFFSET 0 keeps the planner from doing anything else), then matched.
_LOOKED_UP = (
    "JOIN LATERAL (SELECT folded FROM person_search WHERE person_id = p.id OFFSET 0) s "
    "ON s.folded @@ %s::tsquery "
)
_AMONG = (
    "SELECT p.id FROM (SELECT id, seen_at FROM person WHERE id = ANY(%s) OFFSET 0) p "
    f"{_LOOKED_UP}ORDER BY p.seen_at DESC NULLS LAST, p.id DESC LIMIT %s"
)
_LATEST = (
    "SELECT p.id FROM (SELECT id, seen_at FROM person WHERE seen_at IS NOT NULL "
    f"ORDER BY seen_at DESC LIMIT 2000) p {_LOOKED_UP}ORDER BY p.seen_at DESC, p.id DESC LIMIT %s"
)
_ANYBODY = (
    "SELECT p.id FROM (SELECT person_id FROM person_search WHERE folded @@ %s::tsquery LIMIT 2000) s "
    "JOIN person p ON p.id = s.person_id ORDER BY p.seen_at DESC NULLS LAST, p.id DESC LIMIT %s"
)


class ServerSearch:
    """What of :class:`models.engines.engine.Engine` is about words; ``_sql`` runs in the open session."""

    database: Any

    def __init__(self) -> None:
        # Words are only ever added, so what was read once stays right: each search reads those since.
        self._words: list[str] = []
        self._last_word = 0

    def create_search(self) -> None:
        self._sql(
            "CREATE TABLE person_search ("
            "person_id integer PRIMARY KEY REFERENCES person ON DELETE CASCADE, folded tsvector NOT NULL)"
        )
        self._sql("CREATE INDEX person_search_folded ON person_search USING gin (folded)")
        self._sql(
            "CREATE TABLE person_word (id serial PRIMARY KEY, word text NOT NULL UNIQUE, "
            'sound text COLLATE "C" NOT NULL)'
        )
        self._sql("CREATE INDEX person_word_sound ON person_word (sound)")

    def drop_search(self) -> None:
        self._sql("DROP TABLE IF EXISTS person_search, person_word")
        self._words, self._last_word = [], 0

    def index_person(self, person_id: int, folded: str) -> None:
        if folded.strip():
            self.index_persons([(person_id, folded)])
        else:
            self._sql("DELETE FROM person_search WHERE person_id = %s", (person_id,))

    def index_persons(self, persons: Sequence[tuple[int, str]]) -> None:
        cursor = self.database.connection().cursor()
        # The words as they were folded: PostgreSQL's own parser would cut some of them again.
        cursor.executemany(
            "INSERT INTO person_search VALUES (%s, array_to_tsvector(%s::text[])) "
            "ON CONFLICT (person_id) DO UPDATE SET folded = EXCLUDED.folded",
            [(person_id, folded.split()) for person_id, folded in persons],
        )
        names = {word for _, folded in persons for word in folded.split() if not word[0].isdigit()}
        cursor.executemany(
            "INSERT INTO person_word (word, sound) SELECT %s, %s "
            "WHERE NOT EXISTS (SELECT 1 FROM person_word WHERE word = %s)",
            [(word, sound(word), word) for word in sorted(names)],
        )

    def settle_search(self) -> None:
        self._sql("ANALYZE person_search, person_word")

    def find_persons(
        self, wanted: Sequence[Sequence[str]], limit: int, among: Sequence[int] | None = None
    ) -> list[int]:
        query = " & ".join(f"({' | '.join(map(_quoted, words))})" for words in wanted)
        if among is not None:
            return self._ids(_AMONG, (list(among), query, limit))
        # What many bear is soon met among those seen last; GIN, which would go through all who bear it,
        # is for what is rarer.
        latest = self._ids(_LATEST, (query, limit))
        if len(latest) >= limit:
            return latest
        return list(dict.fromkeys([*latest, *self._ids(_ANYBODY, (query, limit))]))[:limit]

    def _ids(self, sql: str, values: Sequence[object]) -> list[int]:
        return [row[0] for row in self._sql(sql, values)]

    def words(self) -> list[str]:
        # What is not committed yet may never be: it is not remembered.
        if self.database.in_transaction():
            return self._words
        rows = self._sql("SELECT id, word FROM person_word WHERE id > %s ORDER BY id", (self._last_word,))
        added: list[str] = []
        for self._last_word, word in rows:
            added.append(word)
        if added:
            self._words = [*self._words, *added]
        return self._words

    def sounding(self, key: str, longer: bool, limit: int) -> list[str]:
        where, values = ("starts_with(sound, %s)", (key, limit)) if longer else ("sound = %s", (key, limit))
        return [row[0] for row in self._sql(f"SELECT word FROM person_word WHERE {where} LIMIT %s", values)]

    def _sql(self, sql: str, values: Sequence[object] = ()) -> Any:
        return self.database.execute_sql(sql, values)


def _quoted(word: str) -> str:
    """For tsquery, which has operators of its own: ``dup*`` → ``'dup':*``."""
    bare = word.removesuffix("*").replace("\\", "\\\\").replace("'", "''")
    return f"'{bare}':*" if word.endswith("*") else f"'{bare}'"
