"""Where this machine stands: the site of the service, and the counter to which people are called."""

from comptoir.settings import Settings
from models import room, site
from models.database import Database
from models.errors import NotFound


def take(settings: Settings, database: Database) -> None:
    """Sit where ``settings`` say for as long as the program runs.

    Raises :class:`ComptoirError` naming file and line when they name a site that is not open.
    """
    try:
        site.use(database.call(site.find, settings.site).id if settings.site else None)
    except NotFound as error:
        raise settings.refusal(
            "site", f"désigne un site inconnu. {error.message.removesuffix('.')}"
        ) from None
    room.use(settings.counter)
