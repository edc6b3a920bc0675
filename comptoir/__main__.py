"""``python -m comptoir`` is the command ``comptoir``."""

import signal
import sys


def main() -> int:
    """Run the command; its exit code. Until it can say so in a sentence, Ctrl+C just ends it."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from comptoir import cli

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
