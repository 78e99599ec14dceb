"""Tables as files: read chunk by chunk, the work on them noted, traces of them opened again."""
