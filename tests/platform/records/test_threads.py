"""Several threads of one process save at the same time, each on its own connection."""

import threading

import pytest
from django.db import connections

from kontor.core.actor import SYSTEM
from kontor.records.services import save_record
from tests.sample.models import Maker

THREADS = 6


@pytest.mark.usefixtures("committed_db")
def test_threads_do_not_share_connections() -> None:
    failures: list[BaseException] = []

    def save(at: int) -> None:
        try:
            for more in range(3):
                save_record(actor=SYSTEM, object="maker", values={"name": f"Maker {at}-{more}"})
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=(at,)) for at in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Maker.objects.count() == THREADS * 3
