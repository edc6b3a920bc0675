"""Where an appointment takes place: a word of opening ranges, of motives and of bookings."""

from models.glossary import Word


class Venue(Word):
    """Where an appointment takes place."""

    ON_SITE = "on_site", "sur place"
    PHONE = "phone", "téléphone"
    HOME = "home", "domicile"
    VIDEO = "video", "visio"
