"""A price written out step by step from the slicer's figures and the price book alone: none of the shop's code is used.

Reads {"book", "orders"} as JSON from standard input and prints, for each order, its steps and its total. Amounts are
fractions of minor units until they are rounded, a half up: once a line, once for shipping, once for tax.

    unit  = [kg × (1 + waste) × price per kg + hours × (machine + kW × tariff) + support removal] ÷ (1 − failure rate)
            + handling and finishing labour + finish + packaging
    line  = max(line minimum, setup + quantity × unit × break) × margin × lead time
    order = max(order minimum, Σ lines) + shipping + tax on both
"""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from math import floor
from typing import Any

TEN_THOUSAND = 10_000


def half_up(amount: Fraction) -> int:
    return floor(amount + Fraction(1, 2))


def line_by_hand(book: dict[str, Any], line: dict[str, Any], lead_time: str) -> dict[str, Any]:
    figures, quantity = line["figures"], line["quantity"]
    material, machine = book["materials"][line["material"]], book["machines"][line["machine"]]
    finish = book["finishes"][line["finish"]]
    labour_per_second = Fraction(book["labourMinorPerHour"], 3600)
    hours = Fraction(figures["seconds"], 3600)

    filament = (
        Fraction(figures["materialMg"], 1_000_000) * (1 + Fraction(material["wasteBp"], TEN_THOUSAND))
    ) * material["minorPerKg"]
    machine_time = hours * machine["minorPerHour"]
    energy = hours * Fraction(machine["watts"], 1000) * book["energyMinorPerKwh"]
    removal = Fraction(0)
    if figures["supportMg"] > 0:
        rule = book["supportRemoval"]
        removal_seconds = rule["secondsPerPart"] + Fraction(figures["supportMg"], 1_000_000) * rule["secondsPerKg"]
        removal = removal_seconds * labour_per_second
    printed = filament + machine_time + energy + removal
    with_failures = printed / (1 - Fraction(material["failureBp"], TEN_THOUSAND))
    labour = (book["handlingSecondsPerPart"] + finish["labourSecondsPerPart"]) * labour_per_second
    unit = with_failures + labour + finish["minorPerPart"] + book["packagingMinorPerPart"]

    reached = [step["factorBp"] for step in book["breaks"] if quantity >= step["fromQuantity"]]
    factor = Fraction(reached[-1] if reached else TEN_THOUSAND, TEN_THOUSAND)
    pieces = quantity * unit * factor
    made = book["setupMinorPerLine"] + pieces
    at_least = max(Fraction(book["lineMinimumMinor"]), made)
    with_margin = at_least * Fraction(book["marginBp"], TEN_THOUSAND)
    in_time = with_margin * Fraction(book["leadTimes"][lead_time]["factorBp"], TEN_THOUSAND)
    steps = {
        "filament": filament, "machine": machine_time, "energy": energy, "support removal": removal,
        "printed": printed, "with failures": with_failures, "labour": labour,
        "finish": Fraction(finish["minorPerPart"]),
        "packaging": Fraction(book["packagingMinorPerPart"]), "unit": unit, "break": factor, "pieces": pieces,
        "with setup": made, "at least": at_least, "with margin": with_margin, "in time": in_time,
    }  # fmt: skip
    return {"steps": {name: float(value) for name, value in steps.items()}, "totalMinor": half_up(in_time)}


def order_by_hand(book: dict[str, Any], order: dict[str, Any]) -> dict[str, Any]:
    lines = [line_by_hand(book, line, order["leadTime"]) for line in order["lines"]]
    goods = max(book["orderMinimumMinor"], sum(line["totalMinor"] for line in lines))
    kilograms = sum(
        (
            Fraction(line["figures"]["materialMg"] - line["figures"]["supportMg"], 1_000_000) * line["quantity"]
            for line in order["lines"]
        ),
        Fraction(0),
    )
    way = book["shipping"][order["shipping"]]
    free = way["freeFromMinor"] is not None and goods >= way["freeFromMinor"]
    shipping = 0 if free else way["minor"] + half_up(kilograms * way["minorPerKg"])
    rate = book["tax"]["byCountry"].get(order["country"], book["tax"]["defaultBp"])
    tax = half_up((goods + shipping) * Fraction(rate, TEN_THOUSAND))
    total = goods + shipping + tax
    return {"lines": lines, "goods": goods, "shipping": shipping, "tax": tax, "totalMinor": total}


def main() -> int:
    given = json.load(sys.stdin)
    json.dump([order_by_hand(given["book"], order) for order in given["orders"]], sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
