"""Starting fast: loading makes many objects, no garbage, and looking for some takes a tenth of the time."""

import gc


def begin() -> None:
    """Look for no garbage until :func:`ready`."""
    gc.disable()


def ready() -> None:
    """The first picture is drawn: what was loaded stays for good, what comes later is looked through."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
