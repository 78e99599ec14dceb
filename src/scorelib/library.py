"""The rulesets that come with scorelib: where they stand on this computer."""

from __future__ import annotations

from pathlib import Path

from scorelib.ground.errors import NotFoundError

__all__ = ["builtin_root"]

_FOLDER = "rulesets"


def builtin_root() -> Path:
    """Return the folder of the rulesets that come with scorelib.

    An installed wheel has them inside the package; a checkout, and an editable install, which
    points into one, has them at the top, so that an author's edits count at once.

    Raises `NotFoundError` (SL901) where neither is there.

    >>> (builtin_root() / "README.md").is_file()
    True
    """
    package = Path(__file__).resolve().parent
    inside, checkout = package / _FOLDER, package.parents[1]
    if inside.is_dir():
        return inside
    # Beside site-packages a folder of that name could be anybody's: it must be our checkout.
    if (checkout / "pyproject.toml").is_file() and (checkout / _FOLDER).is_dir():
        return checkout / _FOLDER
    raise NotFoundError("SL901", path=str(inside))
