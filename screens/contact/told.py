"""What came of a request, in a sentence: what was noted, and to whom it goes."""

from collections.abc import Awaitable, Callable
from typing import Any

from models import telephone
from models.contact.onward import CallBack, Slip
from models.contact.request import Outcome
from models.service import agent


async def told(
    ask: Callable[..., Awaitable[Any]],
    theme: str,
    outcome: Outcome,
    onward: Slip | CallBack | None,
    region: str,
) -> str:
    """The label of what was asked, then what came of it, with numbers as ``region`` writes them.

    ``Loyer : message à Mme Rey``, ``Dettes : à rappeler au 079 123 41 47``, ``Loyer : renseigné``.
    """
    what = outcome.label
    if isinstance(onward, Slip):
        what = f"message à {(await ask(agent.get, onward.to_id)).name if onward.to_id else 'l’accueil'}"
    elif isinstance(onward, CallBack):
        what = f"à rappeler au {telephone.show(onward.phone, region)}"
    return f"{theme}\u00a0: {what}"
