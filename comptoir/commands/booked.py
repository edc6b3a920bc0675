"""Appointments that somebody has to see to, on a command line: how many, and when."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from models.agenda.appointment import Appointment
    from models.agenda.misfit import Misfit


def show_hit(hit: "Iterable[Misfit]") -> None:
    """Those that a change of the hours hits."""
    show((one for one, _why in hit), "Rendez-vous touchés")


def show(booked: "Iterable[Appointment]", words: str) -> None:
    """How many there are, and each by its time and file number: no name on a command line."""
    from models import clock, text
    from models.dates import span

    known = list(booked)
    if not known:
        click.echo(f"{words} : aucun.")
        return
    click.echo(f"{words} : {len(known)}. Déplacez-les ou annulez-les à l’agenda (F5, puis o et d).")
    for one in known:
        start, end = clock.local(one.starts_at), clock.local(one.ends_at)
        click.echo(
            f"  {text.long_date(start.date())}, {span.hours_words(start, end)}, fiche n° {one.person_id}"
        )
