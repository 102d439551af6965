"""How big a formula and what it works on may be. Beyond a limit there is an error, never a slow answer."""

from decimal import Decimal

MAX_LENGTH = 4_000
MAX_NODES = 400
MAX_DEPTH = 60
MAX_DIGITS = 24
MAX_EXPONENT = 18
MAX_HOPS = 3
PLACES = 6
# numbers lie strictly between -LARGEST and LARGEST
LARGEST = Decimal(10) ** 18
MAX_TEXT = 10_000
# characters all text functions of one evaluation may make together
MAX_CHARACTERS = 200_000
MAX_DAYS = 120_000
