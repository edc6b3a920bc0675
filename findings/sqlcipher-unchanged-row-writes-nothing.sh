#!/bin/sh
# sqlcipher3 0.6.4 (SQLCipher 4, write-ahead log): an upsert that leaves a row exactly as it is commits without one byte
# in the log, so it succeeds on a disk without any room. Matters because a draft saved again unchanged "works" on a full
# disk: whether a disk is full is only known by a save that changes something, and a test that fills a disk and saves the
# same words again shows nothing. Ours: models/store/spare.py, tests/screens/frame/test_bad_input.py (typed after filling).
set -eu
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/venv"
"$here/venv/bin/pip" install --quiet --disable-pip-version-check 'sqlcipher3==0.6.4'
seen=$("$here/venv/bin/python" - "$here/base.db" <<'PYTHON'
import os
import sys

from sqlcipher3 import dbapi2

path = sys.argv[1]
session = dbapi2.connect(path, isolation_level=None)
session.execute("""PRAGMA key = "x'00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'" """)
session.execute("PRAGMA journal_mode = wal")
session.execute("CREATE TABLE draft (key TEXT PRIMARY KEY, words TEXT)")
save = "INSERT INTO draft VALUES ('k', ?) ON CONFLICT (key) DO UPDATE SET words = excluded.words"


def grown(words):
    session.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    session.execute("BEGIN IMMEDIATE")
    session.execute(save, (words,))
    session.execute("COMMIT")
    return os.path.getsize(path + "-wal")


grown("first")
print("same words:", grown("first"), "bytes in the log")
print("other words:", "some" if grown("second") else "no", "bytes in the log")
PYTHON
)
echo "sqlcipher3 0.6.4: an upsert that changes nothing commits without writing"
echo "$seen"
test "$seen" = "same words: 0 bytes in the log
other words: some bytes in the log" || { echo "changed" >&2; exit 1; }
