"""Floor 2: the shape of the documents that people write; no meaning, no defaults that score."""
