"""F4: somebody is sent to a partner of the network."""

import pytest

from models import clock
from models.contact import orientation, request
from models.contact.orientation import Channel, Orientation
from models.contact.request import Outcome, RequestForm
from models.network import partner
from models.person import person
from models.person.person import Person, PersonForm
from models.room import visit
from models.room.visit import Intake, Received, VisitStatus
from models.store import draft
from screens.frame import about as to
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")


def camille(counter: Sitting) -> Person:
    """A person of the counter."""
    form = PersonForm(family_name="Muller", given_name="Camille", commune="Carouge")
    known: Person = counter.call(person.create, counter.app.agent, form, "CH", "camille")
    return known


def asked(counter: Sitting, theme: str, outcome: Outcome = Outcome.ORIENTATION) -> Received:
    """Camille came for ``theme``."""
    intake = Intake(camille(counter).id, None, (RequestForm(theme, outcome=outcome),))
    received: Received = counter.call(visit.receive, counter.app.agent, intake, "CH", "visit")
    return received


async def follow(counter: Sitting, received: Received, *then: to.About) -> None:
    """Go on with the first request as the intake does."""
    request_id, who = received.request_ids[0], received.person_id
    counter.app.follow([to.Orientation(request=request_id, person=who, visit=received.visit.id), *then])
    await counter.settle()


def kept(counter: Sitting, orientation_id: int = 1) -> Orientation:
    """The orientation as it was kept."""
    found: Orientation = counter.call(orientation.get, orientation_id)
    return found


async def test_the_request_gives_the_theme_and_a_letter_takes_six_keys_at_most(sit: Sit) -> None:
    async with sit() as counter:
        received = asked(counter, "alimentation")
        await follow(counter, received)
        assert "alimentation" in counter.line_with("Thème")
        assert "Carouge" in counter.line_with("Près de")
        assert "> " in counter.text
        await counter.press("enter")
        await counter.press("o")
        await counter.press("ctrl+s")
        assert counter.place == "letters"
        await counter.press("ctrl+s")
        assert counter.place == "desk"
        assert "Courrier écrit" in counter.text
        one = kept(counter)
        assert one.consent
        assert one.channel is Channel.HANDED
        assert "alimentation" in counter.call(partner.get, one.partner_id).themes
        assert one.person_id == received.person_id
        assert counter.call(request.get, received.request_ids[0]).settled_at is not None
        assert counter.call(visit.get, received.visit.id).status is VisitStatus.DONE


async def test_the_entry_shows_contact_source_and_whether_it_was_verified(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f4")
        await counter.type("caritas")
        await counter.press("enter")
        assert "Téléphone" in counter.text
        assert "à vérifier avant de s’y rendre" in counter.line_with("Fiche")
        await counter.press("ctrl+t")
        assert "vérifié le 23.11.2026" in counter.text
        (found, *_) = counter.call(partner.search, "caritas")
        assert found.verified_on == clock.today()


async def test_passing_on_without_consent_is_refused_at_its_field(sit: Sit) -> None:
    async with sit() as counter:
        await follow(counter, asked(counter, "alimentation"))
        await counter.press("enter", "n")
        await counter.to_field("channel")
        assert "> Comment" in counter.text
        await counter.press("a", "ctrl+s")
        assert counter.place == "orientation"
        assert "Accord nécessaire" in counter.text
        assert "> Accord" in counter.text
        with pytest.raises(Exception, match="Orientation introuvable"):
            kept(counter)


async def test_details_may_be_handed_over_without_consent(sit: Sit) -> None:
    async with sit() as counter:
        await follow(counter, asked(counter, "alimentation"))
        await counter.press("enter", "n", "ctrl+s")
        assert counter.place == "letters"
        assert not kept(counter).consent
        assert "Nous n’avons transmis aucune information" in counter.call(preview_text, counter)


def preview_text(counter: Sitting) -> str:
    """All of the preview, beyond what fits on the screen."""
    return str(getattr(counter.app.screen, "_shown", ""))


async def test_nobody_named_can_be_sent_to_a_partner(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f4")
        await counter.type("caritas")
        await counter.press("enter", "enter", "n", "ctrl+s")
        assert counter.place == "letters"
        await counter.press("ctrl+s")
        assert counter.place == "desk"
        assert kept(counter).person_id is None


async def test_somebody_new_is_created_once(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f4")
        await counter.type("caritas")
        await counter.press("enter")
        await counter.type("rey zoe+")
        await counter.press("enter", "ctrl+s")
        assert counter.call(person.get, kept(counter).person_id or 0).name == "REY Zoe"


async def test_no_partner_says_what_to_change(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f4")
        await counter.type("zzzz")
        assert "Aucun partenaire" in counter.text
        await counter.press("ctrl+s")
        assert "Partenaire manquant" in counter.text
        await counter.press("ctrl+u")
        assert "Aucun partenaire" not in counter.text


async def test_erasing_the_partner_opens_the_search_again(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f4")
        await counter.type("caritas")
        await counter.press("enter")
        await counter.to_field("partner")
        await counter.press("ctrl+u")
        assert "Thème" in counter.text
        assert "Accord" not in counter.text


async def test_france_searches_its_departement_and_the_whole_country_when_asked(sit: Sit) -> None:
    async with sit("france") as counter:
        await counter.press("f4")
        await counter.type("valserhone")
        assert "Aucun partenaire" in counter.text
        await counter.press("shift+tab", "2")
        assert counter.line_with("France services de Valserhône")


async def test_a_call_parks_the_orientation_and_brings_it_back(sit: Sit) -> None:
    async with sit() as counter:
        await follow(counter, asked(counter, "alimentation"))
        await counter.press("enter", "o")
        await counter.type("rappeler demain")
        await counter.press("f3")
        assert counter.place == "phone"
        await counter.press("f12")
        assert counter.place == "orientation"
        assert "rappeler demain" in counter.line_with("Transmis")
        await counter.press("ctrl+s")
        assert kept(counter).words == "rappeler demain"


async def test_leaving_untouched_parks_nothing_and_the_request_stays_to_do(sit: Sit) -> None:
    async with sit() as counter:
        received = asked(counter, "alimentation")
        await follow(counter, received)
        await counter.press("escape")
        assert counter.place == "desk"
        assert counter.call(draft.parked, counter.app.agent) == []
        assert counter.call(request.get, received.request_ids[0]).settled_at is None


async def test_markup_in_a_name_is_just_a_name(sit: Sit) -> None:
    async with sit() as counter:
        alice = counter.app.agent
        bold = counter.call(
            person.create, alice, PersonForm(family_name="[/bold] Long" + "g" * 150), "CH", "k"
        )
        counter.app.follow([to.Orientation(person=bold.id)])
        await counter.settle()
        assert "[/BOLD] LONGG" in counter.text
        await counter.type("caritas")
        await counter.press("enter", "o", "ctrl+s")
        assert counter.place == "letters"
        assert "[/BOLD]" in preview_text(counter)


async def test_a_partner_is_closed_found_among_the_closed_and_opened_again(sit: Sit) -> None:
    async with sit() as counter:
        await follow(counter, asked(counter, "alimentation"))
        await counter.press("ctrl+y")
        assert "Partenaire à choisir" in counter.text
        await counter.press("enter", "ctrl+y")
        assert "elle n’est plus proposée" in counter.text and "fermé depuis le" in counter.text
        (closed,) = counter.call(partner.search, closed=True)
        await counter.press("ctrl+s")
        assert "On n’y envoie plus personne" in counter.text
        await counter.press("ctrl+y")
        assert counter.call(partner.search, closed=True) == []
        assert counter.call(partner.get, closed.id).closed_on is None


async def test_a_partner_is_removed_when_asked_twice(sit: Sit) -> None:
    async with sit() as counter:
        await follow(counter, asked(counter, "alimentation"))
        before = {one.id for one in counter.call(partner.search, limit=500)}
        await counter.press("enter", "ctrl+o")
        assert "encore une fois" in counter.text
        assert {one.id for one in counter.call(partner.search, limit=500)} == before
        await counter.press("ctrl+o")
        assert "retirée" in counter.text
        assert len({one.id for one in counter.call(partner.search, limit=500)}) == len(before) - 1
