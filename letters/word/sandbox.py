"""The Jinja of the templates: fields, loops, conditions, a few filters; nothing that can run away."""

import re
from functools import cache
from typing import Any

# What a letter needs of Jinja's filters; the others reach attributes, format specifications or raw XML.
FILTERS = frozenset(
    {"capitalize", "default", "first", "join", "last", "length", "lower", "title", "trim", "upper"}
)
LOOP = frozenset({"first", "index", "index0", "last", "length", "revindex"})

# What XML 1.0 cannot hold. Terminal controls are cleaned before, on the way into a value.
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(value: str) -> str:
    """``value`` as one line that a .docx can hold."""
    return re.sub(r"[\t\n]", " ", _NOT_XML.sub("", value))


@cache
def environment() -> Any:
    """The only environment templates are read and rendered in. Raises nothing; made on first use."""
    from jinja2 import StrictUndefined  # 60 ms with docxtpl: only when a letter is written
    from jinja2.exceptions import SecurityError
    from jinja2.runtime import LoopContext
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup, escape

    class Sandbox(ImmutableSandboxedEnvironment):
        """No call, no attribute but the loop's, no repetition: a template always ends, and soon."""

        intercepted_binops = frozenset({"*", "**", "%"})

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            return isinstance(obj, LoopContext) and attr in LOOP

        def is_safe_callable(self, obj: Any) -> bool:
            return False

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            # « {{ x * loop.length }} » is what docxtpl itself writes for merged cells.
            if operator == "*" and isinstance(left, int) and isinstance(right, int):
                return left * right
            raise SecurityError("opération refusée")

    def literal(value: Any) -> Any:
        if isinstance(value, list):
            value = ", ".join(value)
        if not isinstance(value, str):
            return value
        # docxtpl turns « {_{ » into « {{ » after rendering: hide the underscore from it.
        return Markup(str(escape(plain(value))).replace("_", "&#95;"))

    sandbox = Sandbox(undefined=StrictUndefined, autoescape=True, finalize=literal)
    sandbox.filters = {name: sandbox.filters[name] for name in FILTERS}
    sandbox.globals.clear()
    return sandbox
