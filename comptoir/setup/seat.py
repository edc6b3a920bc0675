"""Where this machine stands: the site of the service, and the counter to which people are called."""

from comptoir.setup.settings import Settings
from models.errors import NotFound
from models.service import site
from models.service import waiting_room as room
from models.store.database import Database


def take(settings: Settings, database: Database, where: str = "") -> str:
    """Sit where ``settings`` say, or at the site ``where``, for as long as the program runs.

    Returns the name of the site, empty for none. Raises :class:`ComptoirError` for a site that is not open,
    naming file and line when it is the settings' one.
    """
    room.use(settings.counter)
    site.use(None)
    if not (where or settings.site):
        return ""
    try:
        one = database.call(site.find, where or settings.site)
    except NotFound as error:
        if where:
            raise
        raise settings.refusal(
            "site", f"désigne un site inconnu. {error.message.removesuffix('.')}"
        ) from None
    site.use(one.id)
    return one.name
