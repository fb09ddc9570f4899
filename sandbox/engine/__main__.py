"""`python -m sandbox.engine`: provisions the engine. Progress on stderr, its folders on stdout."""

import sys

from rich.console import Console

from sandbox.engine import EngineError, provision


def main() -> int:
    """Exit code 0 when there is an engine, 1 when none can be had."""
    console = Console(stderr=True)
    try:
        engine = provision(console)
    except EngineError as error:
        console.print(f"error: {error}", style="red", highlight=False, markup=False)
        return 1
    except KeyboardInterrupt:
        console.print("Interrupted; nothing unfinished is kept. Run it again to start over.")
        return 130
    sys.stdout.write(f"{engine.bin}\n{engine.plugins}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
