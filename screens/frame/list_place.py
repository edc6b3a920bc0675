"""A place that is one list: read when it opens, with the cursor on the line that is asked for."""

from screens.frame.about import Listed
from screens.frame.place import Place, step
from screens.frame.widgets.lines import Lines


class ListPlace(Place):
    """Its ``body`` holds one list, its ``fill`` reads and shows the lines."""

    about: Listed

    @property
    def lines(self) -> Lines:
        """The list."""
        return self.query_one(Lines)

    @step
    async def open(self) -> None:
        """Read the list, and go to the line that is asked for."""
        await self.fill()
        self.lines.pick(self.about.pick)
