"""Floor 6: results and diagnostics as text, Markdown and JSON, all from the same records."""
