"""Each rule of the house catches what it is there for, and lets pass what is allowed with a reason."""

from pathlib import Path

import pytest

from scripts.lint import violations

DECLARED = 'class Customer:\n    declare = Declare(key="customer", label="Customer")\n'
LONG = "def long() -> None:\n" + "    x = 1\n" * 41
SEEDS = {
    "bare-root": ("platform/__init__.py", ""),
    "lock-host": ("requirements.lock", "six @ https://files.example/six.whl\n"),
    "file-length": ("apps/crm/big.py", "x = 1\n" * 401),
    "function-length": ("apps/crm/long.py", LONG),
    "class-size": ("apps/crm/wide.py", "class A:\n" + "".join(f"    def m{n}(self): ...\n" for n in range(21))),
    "import-inside": ("apps/crm/inside.py", "def f():\n    import os\n    return os\n"),
    "filter-by-dict": ("platform/kontor/web/f.py", "def f(M, wanted):\n    return M.objects.filter(**wanted)\n"),
    "direct-write": ("apps/crm/services.py", "def f(M):\n    M.objects.filter(a=1).update(a=2)\n"),
    "no-http": ("apps/crm/views.py", "from django.http import HttpResponse\n"),
    "pure-rules": ("apps/crm/rules.py", "from django.db import models\n"),
    "engine-names-object": ("platform/kontor/web/k.py", 'KEY = "customer"\n'),
}
MORE = [
    ("direct-write", "platform/kontor/web/w.py", "def f(record):\n    record.save()\n"),
    ("direct-write", "apps/crm/w.py", "def f(M, rows):\n    M.objects.bulk_create(rows)\n"),
    ("engine-names-object", "platform/kontor/api/k.py", 'VERB = "customer.block"\n'),
    ("engine-names-object", "templates/a.html", '<a href="/customer/">x</a>\n'),
    ("engine-names-object", "templates/b.html", "{% if object == 'customer' %}{% endif %}\n"),
    ("engine-names-object", "templates/c.html", "{{ customer.name }}\n"),
    ("import-inside", "platform/kontor/web/i.py", "def f():\n    def g():\n        from os import path\n"),
]
FINE = [
    ("apps/crm/services.py", "def f(work, values):\n    values.update(a=1)\n    work.save('x', values)\n"),
    ("apps/crm/migrations/0001_initial.py", "x = 1\n" * 500),
    ("platform/kontor/jobs/queue.py", "def f(Job):\n    Job.objects.filter(a=1).update(a=2)\n"),
    ("platform/kontor/web/a.py", '"""Shows a customer."""\n\nTEXT = "Choose a customer first."\n'),
    (
        "platform/kontor/web/b.py",
        "def f(session):\n    # house: allow direct-write (the session is no record)\n    session.save()\n",
    ),
    ("templates/prose.html", '<p>The customer.</p><p title="Each customer">{# customer.name #}</p>\n'),
]


def tree(root: Path, place: str, text: str) -> set[str]:
    for name, content in (("apps/crm/models.py", DECLARED), (place, text)):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return {one.rule for one in violations(root)}


@pytest.mark.parametrize(("rule", "place", "text"), [*((rule, *seed) for rule, seed in SEEDS.items()), *MORE])
def test_a_seeded_violation_is_caught(tmp_path: Path, rule: str, place: str, text: str) -> None:
    assert tree(tmp_path, place, text) == {rule}


@pytest.mark.parametrize(("place", "text"), FINE)
def test_what_is_fine_passes(tmp_path: Path, place: str, text: str) -> None:
    assert tree(tmp_path, place, text) == set()
