"""The command. It starts a sandbox before it imports anything else, so that both warm up side by side."""

from __future__ import annotations

import sys

COMMANDS_WITH_WORKERS = ("check",)


def main() -> None:
    """Run the command line."""
    if len(sys.argv) > 1 and sys.argv[1] in COMMANDS_WITH_WORKERS and not {"-h", "--help"} & set(sys.argv):
        from nngrade.sandbox.ahead import start_ahead

        start_ahead()
    from nngrade.cli import app

    app()


if __name__ == "__main__":
    main()
