"""Where somebody sits, as far as it tells them from others."""

import platform
from pathlib import Path

from comptoir.setup import seat

LINE = "10.1.0.7 51422 10.1.0.1 22"


def test_a_desk_is_told_by_the_key_that_came_in(tmp_path: Path) -> None:
    seats = set()
    for number in range(2):
        proof = tmp_path / f"proof{number}"
        proof.write_text(f"publickey ssh-ed25519 AAAAC3Nza{number}\n")
        seats.add(seat.source({"SSH_USER_AUTH": str(proof), "SSH_CONNECTION": LINE}))
    assert len(seats) == 2
    assert "10.1.0.7" not in seats


def test_without_a_key_it_is_told_by_the_machine_one_comes_from(tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    proof.write_text("password\n")
    for told in (str(proof), str(tmp_path / "gone"), ""):
        assert seat.source({"SSH_USER_AUTH": told, "SSH_CONNECTION": LINE}) == "10.1.0.7"
    assert seat.source({}) == platform.node()
