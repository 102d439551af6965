"""Every function of the language, one file per family."""

from kontor.formulas.functions import choices, dates, logic, numbers, texts, times
from kontor.formulas.functions.registry import FAMILIES, FUNCTIONS, Function, find

__all__ = ["FAMILIES", "FUNCTIONS", "Function", "choices", "dates", "find", "logic", "numbers", "texts", "times"]
