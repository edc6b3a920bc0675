"""An alarm through real terminals on one database: every desk shows it until somebody takes it."""

import pytest

from models.room import alarm
from models.store import journal
from tests.terminal.conftest import Site
from tests.terminal.test_two_desks import WITHIN, second_desk, worker_day

pytestmark = pytest.mark.pty
GIVEN, THERE = "Alarme donnée", "ALARME"


def test_an_alarm_stands_on_every_screen_until_a_worker_takes_it(site: Site) -> None:
    desk, first, second = site.open_desk(), worker_day(site, "rey"), worker_day(site, "favre")
    desk.press("f2")
    desk.wait_for("Qui")
    desk.type("zbin")
    desk.press("f11")
    desk.wait_for(GIVEN, WITHIN)
    for worker in (first, second):
        assert "Alice Aubert" in worker.wait_for(THERE, WITHIN)
    # It stays wherever a worker goes meanwhile.
    second.press("f5")
    second.wait_for("Agenda")
    second.wait_for(THERE)
    first.press("f11")
    first.wait_for("j’y vais")
    first.press("enter")
    first.wait_gone(THERE, WITHIN)
    second.wait_gone(THERE, WITHIN)
    desk.wait_for("Mme Rey répond à votre alarme", WITHIN)
    desk.wait_gone(GIVEN)
    # What was being typed when it was given goes on.
    desk.type("den")
    desk.wait_for("zbinden")
    with site.database() as database:
        assert database.call(alarm.standing) == []
        assert "alarm.taken" in [one.action for one in database.call(journal.latest)]


def test_two_who_go_at_once_are_one_who_goes_and_one_who_is_told(site: Site) -> None:
    desk, first = second_desk(site), worker_day(site, "rey")
    second = worker_day(site, "favre")
    desk.press("f11")
    for worker in (first, second):
        worker.wait_for(THERE, WITHIN)
        worker.press("f11")
        worker.wait_for("j’y vais")
    first.press("enter")
    first.wait_gone(THERE, WITHIN)
    second.press("enter")
    second.wait_for("y répond déjà")
    desk.wait_for("Mme Rey répond à votre alarme", WITHIN)
    with site.database() as database:
        taken = [one for one in database.call(journal.latest) if one.action == "alarm.taken"]
        assert len(taken) == 1
