"""The two consoles: data goes to standard output, everything else to standard error.

rich honours NO_COLOR and prints plain lines where there is no terminal.
"""

from rich.console import Console

output = Console(soft_wrap=True)
errors = Console(stderr=True, soft_wrap=True)
