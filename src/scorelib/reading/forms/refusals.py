"""What is said of a file that is not read: every way ends in a code."""

from __future__ import annotations

from pathlib import Path

from scorelib.ground.errors import NotFoundError, Text

__all__ = ["refuse_damaged", "refuse_locked", "refuse_size", "refuse_xml"]


def refuse_damaged(path: Path, zh: str, en: str) -> NotFoundError:
    """Return what is raised where a file is cut off or does not hold what it must (SL629).

    >>> refuse_damaged(Path("a.xlsx"), "压缩包不完整", "the archive is cut off").code
    'SL629'
    """
    return NotFoundError("SL629", path=path.as_posix(), reason=Text(zh, en))


def refuse_size(path: Path, what: Text, found: int | str, most: int) -> NotFoundError:
    """Return what is raised where a file holds more than a form can (SL630)."""
    return NotFoundError("SL630", path=path.as_posix(), what=what, found=found, most=most)


def refuse_locked(path: Path) -> NotFoundError:
    """Return what is raised where a file is protected by a password (SL628)."""
    return NotFoundError("SL628", path=path.as_posix())


def refuse_xml(path: Path, part: str) -> NotFoundError:
    """Return what is raised where XML defines entities, which no office program writes (SL631)."""
    return NotFoundError("SL631", path=path.as_posix(), part=part)
