"""Many reports: where they are, one after another in two processes, and what is counted."""
