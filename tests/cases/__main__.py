"""`python -m tests.cases`: how many acceptance cases run and which are pending."""

import sys
from collections import Counter

import django

django.setup()

from tests.cases.all_runners import RUNNERS  # noqa: E402 (runners need the models)
from tests.cases.book import all_cases  # noqa: E402
from tests.cases.pending import PENDING  # noqa: E402


def main() -> None:
    """Prints both counts, by class, and what each pending case waits for."""
    cases = all_cases()
    running = Counter(cases[case_id].kind for case_id in RUNNERS)
    pending = Counter(cases[case_id].kind for case_id in PENDING)
    lines = [f"{case_id}  pending: {missing}" for case_id, missing in sorted(PENDING.items())]
    lines += [
        f"{kind}: {running[kind]} run, {pending[kind]} pending" for kind in ("core", "policy", "robust", "feature")
    ]
    lines.append(f"{len(cases)} cases: {len(RUNNERS)} run, {len(PENDING)} pending")
    sys.stdout.write("\n".join(lines) + "\n")


main()
