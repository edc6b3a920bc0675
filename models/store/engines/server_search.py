"""Finding persons on a PostgreSQL server: the same words in a GIN index."""

from collections.abc import Sequence
from typing import Any

from models.store.engines.engine import SITE, is_name
from models.store.engines.sound import sound

# How many of those seen last are looked at before the index of words is asked.
_LATEST = 2_000
# What one in so many bears is soon met among those seen last; GIN goes through all who bear it, which is
# for what is rarer. Both take about as long at a million persons.
_RARE = 200
# How long a single letter is with its ``*``.
_LETTER = 2
_ORDER = "ORDER BY seen_at DESC NULLS LAST, person_id DESC"
_COLUMNS = "person_id, seen_at, folded"
# OFFSET 0 keeps the planner from doing anything else than what is inside first.
_FOUND = f"SELECT person_id FROM ({{}} OFFSET 0) s WHERE folded @@ %s::tsquery {_ORDER} LIMIT %s"
_AMONG = _FOUND.format(f"SELECT {_COLUMNS} FROM person_search WHERE person_id = ANY(%s)")
_WALK = _FOUND.format(f"SELECT {_COLUMNS} FROM person_search {{}} {_ORDER} LIMIT %s")
_OF_SITE = (
    f"SELECT person_id FROM (SELECT {_COLUMNS} FROM person_search WHERE folded @@ %s::tsquery OFFSET 0) s "
    f"{_ORDER} LIMIT %s"
)
# Those of anywhere, and those of a site among them, found once.
_ANYBODY = (
    "WITH found AS MATERIALIZED (SELECT person_id, seen_at, site_id FROM ("
    f"SELECT {_COLUMNS}, site_id FROM person_search WHERE folded @@ %s::tsquery OFFSET 0) s "
    f"WHERE folded @@ %s::tsquery) (SELECT person_id FROM found {_ORDER} LIMIT %s) "
    f"UNION ALL (SELECT person_id FROM found WHERE site_id = %s {_ORDER} LIMIT %s)"
)
# The word of a site as an array: empty without one.
_SITE = f"array_remove(ARRAY['{SITE}' || {{}}.site_id], NULL)"
_TABLES = (
    # When and where somebody was last seen stands beside the words, so that a search reads one table.
    "CREATE TABLE person_search ("
    "person_id integer PRIMARY KEY REFERENCES person ON DELETE CASCADE, folded tsvector NOT NULL, "
    "seen_at timestamp, site_id integer)",
    "CREATE INDEX person_search_folded ON person_search USING gin (folded)",
    "CREATE INDEX person_search_seen ON person_search (seen_at DESC NULLS LAST, person_id DESC)",
    "CREATE INDEX person_search_site ON person_search (site_id, seen_at DESC NULLS LAST, person_id DESC) "
    "WHERE site_id IS NOT NULL",
    "CREATE TABLE person_word (id serial PRIMARY KEY, word text NOT NULL UNIQUE, "
    'sound text COLLATE "C" NOT NULL)',
    "CREATE INDEX person_word_sound ON person_word (sound)",
    # A contact is noted here too, whichever verb records it.
    "CREATE FUNCTION person_search_seen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "UPDATE person_search SET seen_at = NEW.seen_at, site_id = NEW.site_id, "
    f"folded = ts_delete(folded, {_SITE.format('OLD')}) || array_to_tsvector({_SITE.format('NEW')}) "
    "WHERE person_id = NEW.id; RETURN NULL; END $$",
    "CREATE TRIGGER person_search_seen AFTER UPDATE OF seen_at, site_id ON person FOR EACH ROW "
    "WHEN (OLD.seen_at IS DISTINCT FROM NEW.seen_at OR OLD.site_id IS DISTINCT FROM NEW.site_id) "
    "EXECUTE FUNCTION person_search_seen()",
)


class ServerSearch:
    """What of :class:`models.store.engines.engine.Engine` is about words; ``_sql`` runs in the session."""

    database: Any

    def __init__(self) -> None:
        # Words are only ever added, so what was read once stays right: each search reads those since.
        self._words = ""
        self._last_word = 0

    def create_search(self) -> None:
        for table in _TABLES:
            self._sql(table)

    def drop_search(self) -> None:
        self._sql("DROP TRIGGER IF EXISTS person_search_seen ON person")
        self._sql("DROP FUNCTION IF EXISTS person_search_seen")
        self._sql("DROP TABLE IF EXISTS person_search, person_word")
        self._words, self._last_word = "", 0

    def index_person(self, person_id: int, folded: str) -> None:
        if folded.strip():
            self.index_persons([(person_id, folded)])
        else:
            self._sql("DELETE FROM person_search WHERE person_id = %s", (person_id,))

    def index_persons(self, persons: Sequence[tuple[int, str]]) -> None:
        cursor = self.database.connection().cursor()
        # The words as they were folded: PostgreSQL's own parser would cut some of them again.
        cursor.executemany(
            "INSERT INTO person_search (person_id, folded, seen_at, site_id) "
            f"SELECT id, array_to_tsvector(%s::text[] || {_SITE.format('person')}), seen_at, site_id "
            "FROM person WHERE id = %s "
            "ON CONFLICT (person_id) DO UPDATE SET folded = EXCLUDED.folded",
            [(folded.split(), person_id) for person_id, folded in persons],
        )
        names = {word for _, folded in persons for word in folded.split() if is_name(word)}
        cursor.executemany(
            "INSERT INTO person_word (word, sound) SELECT %s, %s "
            "WHERE NOT EXISTS (SELECT 1 FROM person_word WHERE word = %s)",
            [(word, sound(word), word) for word in sorted(names)],
        )

    def settle_search(self) -> None:
        # What waits to be sorted in would be read by every search; only many at once gain by waiting.
        self._sql("ALTER INDEX person_search_folded SET (fastupdate = off)")
        self._sql("SELECT gin_clean_pending_list('person_search_folded')")
        self._sql("ANALYZE person_search, person_word")

    def find_persons(
        self,
        wanted: Sequence[Sequence[str]],
        limit: int,
        among: Sequence[int] | None = None,
        site: int | None = None,
    ) -> list[int]:
        query = _asked(wanted)
        if among is not None:
            return self._ids(_AMONG, (list(among), query, limit))
        walked = _WALK.format("")
        latest = self._ids(walked, (_LATEST, query, limit))
        if _LATEST // _RARE <= len(latest) < limit:
            # As frequent among the others, and half as much again for what chance does.
            latest = self._ids(walked, (limit * _LATEST * 3 // (len(latest) * 2), query, limit))
        if len(latest) < limit:
            telling = _asked(self._telling(wanted))
            return self._ids(_ANYBODY, (telling, query, limit, site, limit))
        return latest if site is None else [*latest, *self._latest_of(site, wanted, limit)]

    def _latest_of(self, site: int, wanted: Sequence[Sequence[str]], limit: int) -> list[int]:
        """Those of a site; they lie too far from one another to be walked through any further."""
        query = _asked(wanted)
        latest = self._ids(_WALK.format("WHERE site_id = %s"), (site, _LATEST, query, limit))
        if len(latest) == limit:
            return latest
        return self._ids(_OF_SITE, (_asked([*wanted, [f"{SITE}{site}"]]), limit))

    def _telling(self, wanted: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
        """``wanted`` without single letters where few have the rest: GIN gathers all who have them."""
        telling = [words for words in wanted if max(map(len, words)) > _LETTER]
        if not 0 < len(telling) < len(wanted):
            return wanted
        some = self._ids(_WALK.format(""), (_LATEST, _asked(telling), _LATEST))
        return telling if len(some) < _LATEST // _RARE else wanted

    def _ids(self, sql: str, values: Sequence[object]) -> list[int]:
        return [row[0] for row in self._sql(sql, values)]

    def words(self) -> str:
        # What is not committed yet may never be: it is not remembered.
        if self.database.in_transaction():
            return self._words
        rows = self._sql("SELECT id, word FROM person_word WHERE id > %s ORDER BY id", (self._last_word,))
        added: list[str] = []
        for self._last_word, word in rows:
            added.append(word)
        if added:
            self._words += "".join(f"{word}\n" for word in added)
        return self._words

    def spelled(self, words: Sequence[str]) -> set[str]:
        if not words:
            return set()
        marks = ", ".join(["%s"] * len(words))
        rows = self._sql(f"SELECT word FROM person_word WHERE word IN ({marks})", tuple(words))
        return {row[0] for row in rows}

    def sounding(self, key: str, longer: bool, limit: int) -> list[str]:
        where, values = ("starts_with(sound, %s)", (key, limit)) if longer else ("sound = %s", (key, limit))
        return [row[0] for row in self._sql(f"SELECT word FROM person_word WHERE {where} LIMIT %s", values)]

    def _sql(self, sql: str, values: Sequence[object] = ()) -> Any:
        return self.database.execute_sql(sql, values)


def _asked(wanted: Sequence[Sequence[str]]) -> str:
    """``wanted`` as a tsquery."""
    return " & ".join(f"({' | '.join(map(_quoted, words))})" for words in wanted)


def _quoted(word: str) -> str:
    """For tsquery, which has operators of its own: ``dup*`` → ``'dup':*``."""
    bare = word.removesuffix("*").replace("\\", "\\\\").replace("'", "''")
    return f"'{bare}':*" if word.endswith("*") else f"'{bare}'"
