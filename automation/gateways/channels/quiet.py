"""A log that says nothing. Services' clients log answers; who delivers tells of them itself."""

import logging
from typing import Final

LOG: Final = logging.getLogger(__name__)
LOG.addHandler(logging.NullHandler())
LOG.setLevel(logging.CRITICAL)
LOG.propagate = False
