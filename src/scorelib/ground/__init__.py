"""Floor 0: errors, the words of every message, and documents with positions."""
