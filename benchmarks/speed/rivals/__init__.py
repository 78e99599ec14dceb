"""Who else does the job: each as somebody who knows the tool well would write it."""

from __future__ import annotations
