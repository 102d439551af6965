"""The expression language of formulas, rules and conditions: typed, exact, closed. Knows no Django (but orm.py).

program = compile("[quantity] * [unit_price] * (1 - [discount_percent] / 100)", names)
program.evaluate({"quantity": ..., "unit_price": ..., "discount_percent": ...}.__getitem__, context)
show(program, names, "zh-hans")
"""

from kontor.formulas.context import Context, Workdays
from kontor.formulas.errors import FormulaError
from kontor.formulas.names import Name, Names
from kontor.formulas.program import Program, compile
from kontor.formulas.show import show
from kontor.formulas.types import Type

__all__ = ["Context", "FormulaError", "Name", "Names", "Program", "Type", "Workdays", "compile", "show"]
