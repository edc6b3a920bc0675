"""What the status line says to everybody: a last backup that is too old."""

from dataclasses import replace

from tests.screens.conftest import Sit


async def test_the_age_of_the_last_backup_stands_in_the_status_line_while_it_is_too_old(sit: Sit) -> None:
    async with sit() as counter:
        assert "sauvegarde" not in counter.text
        counter.app.desk = replace(counter.app.desk, overdue=lambda: "sauvegarde : il y a 3 jours")
        counter.app._stand(counter.app.desk.overdue())
        await counter.settle()
        assert "sauvegarde : il y a 3 jours" in counter.text
        await counter.press("f2")
        assert "sauvegarde : il y a 3 jours" in counter.text
        counter.app._stand("")
        await counter.settle()
        assert "sauvegarde" not in counter.text
