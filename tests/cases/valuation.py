"""Moving average and first in, first out."""

import random
from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

from apps.inventory.rules import Layer, Stock, consume, give_back, issue, receive
from tests.cases.book import runs


def play(moves, cost_digits=6, stock=None):
    """Plays [(quantity, cost)]: a positive quantity comes in at the cost, a negative one goes out."""
    stock, values, averages = stock or Stock(), [], []
    for quantity, cost in moves:
        valued = receive(stock, D(quantity), D(cost), cost_digits) if quantity > 0 else issue(stock, D(-quantity))
        stock = valued.stock
        values.append(valued.value)
        averages.append(stock.unit_cost)
    return stock, values, averages


@runs("VAL-01")
def moving_average(case):
    stock, values, averages = play([(10, 10), (10, 20), (-15, 0)])
    assert averages == case.expect["average"]
    assert values == case.expect["move_values"]
    assert {"qty": stock.quantity, "value": stock.value} == case.expect["stock"]


@runs("VAL-02")
def first_in_first_out(case):
    layers = [Layer("a", D(10), D(100)), Layer("b", D(10), D(200))]
    taken = consume(layers, D(15))
    left = taken.touched
    assert taken.value == case.expect["cost_of_goods"]
    assert sum(layer.quantity for layer in left) == case.expect["stock"]["qty"]
    assert sum(layer.value for layer in left) == case.expect["stock"]["value"]


@runs("VAL-04")
def shortage_is_revalued_when_it_is_filled(case):
    stock = issue(Stock(), D(2)).stock
    valued = receive(stock, D(20), D("3.33"))
    assert valued.correction == case.expect["correction_of_first"]
    assert valued.stock.unit_cost == case.expect["average"]
    assert {"qty": valued.stock.quantity, "value": valued.stock.value} == case.expect["stock"]


@runs("VAL-06")
def nothing_left_is_worth_nothing(case):
    expect = case.expect
    stock, _values, averages = play([(1000, "0.17"), (800, "0.23"), (-1000, 0), (-800, 0)], cost_digits=2)
    assert (averages[1], stock.value) == (expect["A"]["average"], expect["A"]["final_value"])
    stock, _values, averages = play([(2, "4.63"), (5, "3.04"), *[(D("-0.1"), 0)] * 70], cost_digits=2)
    assert averages[1] == expect["B"]["average"]
    assert (stock.quantity, stock.value) == (expect["B"]["final_qty"], expect["B"]["final_value"])


@runs("VAL-08")
def a_return_brings_back_the_delivery_value(case):
    stock, _values, _averages = play([(1, "13.13"), (1, "12.20")], cost_digits=2)
    out = issue(stock, D(2))
    back = give_back(out.stock, D(2), -out.value, cost_digits=2)
    assert {"qty": back.stock.quantity, "value": back.stock.value} == case.expect["stock"]
    assert back.value == -out.value


@runs("VAL-13")
def average_cost_after_each_group(case):
    stock, costs = Stock(), [D(100)]
    for index, group in enumerate(([(1, 100)], [(1, 200)], [(2, 200)])):
        stock, _values, _averages = play(group, cost_digits=4, stock=stock)
        if index:
            costs.append(stock.unit_cost)
    assert costs == case.expect["A"]
    stock, costs = Stock(unit_cost=D(5)), []
    for group in ([(-1, 0)], [(-1, 0)], [(1, 3)], [(2, 2)]):
        stock, _values, _averages = play(group, cost_digits=4, stock=stock)
        costs.append(stock.unit_cost)
    assert costs == case.expect["B"]


@runs("VAL-16")
def layers_always_add_up(case):
    dice = random.Random(20260311)  # noqa: S311 (a repeatable sequence)
    layers, quantity, value = [], D(0), D(0)
    for number in range(200):
        if quantity == 0 or dice.random() < 0.5:
            got, cost = D(dice.randint(1, 40)), D(dice.randint(1, 9999)) / 100
            layers.append(Layer(number, got, got * cost))
            quantity, value = quantity + got, value + got * cost
        else:
            wanted = D(dice.randint(1, int(quantity)))
            before = sum(layer.quantity for layer in layers)
            taken = consume(layers, wanted)
            now = {layer.key: layer for layer in taken.touched}
            layers = [now.get(layer.key, layer) for layer in layers]
            layers = [layer for layer in layers if layer.quantity]
            issued = before - sum(layer.quantity for layer in layers)
            assert issued == wanted
            quantity, value = quantity - wanted, value - taken.value
        assert sum(layer.quantity for layer in layers) == quantity
        assert sum(layer.value for layer in layers) == value
