"""The lines that ask when a call is given back, and at which number."""

from models import telephone
from models.contact.onward import CallBack
from models.dates import moment
from models.errors import InvalidInput
from screens.frame import phone_field
from screens.frame.forms import Item, TextField, Values

AT, PHONE = "call_back_at", "call_back_phone"


def items(values: Values, number: str, region: str, of: str = "") -> list[Item]:
    """The lines that ask for it; ``number`` is what is known already, ``of`` ends the names of the fields."""
    hint = f"{number} si rien n’est tapé" if number else "022 000 00 00"
    return [
        TextField(AT + of, "Rappeler", hint="aujourd’hui ; ou 14:30, demain 9h", max_length=30),
        *phone_field.items(
            TextField(PHONE + of, "Au numéro", hint=hint, max_length=30, aside=bool(number)), values, region
        ),
    ]


def read(values: Values, number: str, region: str, of: str = "") -> CallBack:
    """What the lines say. Raises :class:`InvalidInput` for no hour of the day, and without any number."""
    due = moment.read_due(values.get(AT + of, ""), AT + of)
    dialled = telephone.read(phone_field.typed(values, PHONE + of, region) or number, region, PHONE + of)
    if not dialled:
        raise InvalidInput("Numéro manquant", "Tapez le numéro à rappeler, ou une autre suite.", PHONE + of)
    return CallBack(due, dialled)
