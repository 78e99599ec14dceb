"""Ctrl-C held for a moment: who begins then does not hear of it, and it is not lost."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from scorelib.ground.interrupts import hold_interrupts

ASK = "import signal; print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))"


def ask_child() -> str:
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_child_does_not_hear_of_it_from_its_first_moment() -> None:
    """A process that is still importing what it needs would answer Ctrl-C with a traceback."""
    assert "False" == ask_child()
    with hold_interrupts():
        assert "True" == ask_child()
    assert "False" == ask_child()


def press_and_go_on(done: list[str]) -> None:
    with hold_interrupts():
        signal.raise_signal(signal.SIGINT)
        done.append("what was begun")


def test_it_is_held_back_and_not_lost() -> None:
    """Pressed at that moment, it stops the command right after."""
    done: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        press_and_go_on(done)
    assert ["what was begun"] == done
