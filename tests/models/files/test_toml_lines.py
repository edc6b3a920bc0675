"""The line of a value is found again, however its key is written."""

import pytest

from models.files.toml_lines import join, locate


@pytest.mark.parametrize(
    ("source", "path", "line"),
    [
        ("a = 1\n\n[b]\nc = 2\n", "b.c", 4),
        ("[[b]]\nc = 1\n[[b]]\nc = 2\n", "b[1].c", 4),
        ('[b]\n"c.d" = 1\n', "b.c.d", 2),
        ("[b]\nc . d = 1\n", "b.c.d", 2),
        ("[b]\nc = 1\n", "b.missing", 1),
        ("[b]\nc = 1\n", "missing", 1),
    ],
)
def test_a_key_is_found_as_it_is_written(source: str, path: str, line: int) -> None:
    assert locate(source, path) == line


def test_a_key_inside_a_long_text_is_not_taken_for_a_key() -> None:
    assert locate('texte = """\njours = 1\n"""\njours = 2\n', "jours") == 4


def test_a_path_begins_at_the_file() -> None:
    assert (join("", "b"), join("b", "c")) == ("b", "b.c")
