"""What `make` says when it cannot go on: one clear line each."""

import fcntl
import os
import socket
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import install, places, serve, system, task
from scripts.console import Stop

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_named_with_a_free_one(taken_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_PORT", str(taken_port))
    with pytest.raises(Stop, match=rf"port {taken_port} is taken.*KONTOR_PORT={taken_port + 1}"):
        serve.need_free_port()


@pytest.mark.parametrize("port", ["0", "70000", "web"])
def test_a_port_is_a_number(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_PORT", port)
    with pytest.raises(Stop, match="must be a port number"):
        serve.address()


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda folder: Usage(10**12, 10**12, 5 * 1024 * 1024))
    with pytest.raises(Stop, match=r"not enough disk .*: 1500 MB needed, 5 MB free"):
        places.need_disk(tmp_path / "not" / "there", 1500)


def test_who_is_not_root_is_told_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    missing = system.Package("python3-venv", lambda: False)
    there = system.Package("chromium", lambda: True)
    with pytest.raises(Stop, match=r"sudo apt-get install -y --no-install-recommends python3-venv$"):
        system.need(missing, there)


def test_a_second_set_up_waits_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "TOOLS", tmp_path)
    with (tmp_path / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(Stop, match="another set-up is running"), install.alone():
            pass


@pytest.fixture
def set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A set-up of two steps, the second of which can be told to fail."""
    done: list[str] = []
    monkeypatch.setattr(install, "TOOLS", tmp_path)
    monkeypatch.setattr(places, "STAMPS", tmp_path / "stamps")

    def second() -> None:
        done.append("second")
        if len(done) < 3:
            raise Stop("no network")

    parts = [
        install.Part("first", "1", tmp_path, lambda: done.append("first")),
        install.Part("second", "1", tmp_path, second),
    ]
    monkeypatch.setattr(install, "_parts", lambda: parts)
    return done


def test_a_half_finished_set_up_goes_on_where_it_stopped(set_up: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Stop, match="no network"):
        install.setup()
    install.setup()
    assert set_up == ["first", "second", "second"]
    assert "An earlier set-up did not finish; going on from where it stopped." in capsys.readouterr().out
    install.setup()
    assert set_up == ["first", "second", "second"]


def test_an_unknown_target_names_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert task.main(["rum"]) == 1
    assert capsys.readouterr().err.startswith("kontor: choose one of: setup, run,")
