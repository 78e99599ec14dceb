"""What scorelib is measured against, and how: the job, the projects, the rivals, the rounds."""

from __future__ import annotations
