"""What a result says: the trace, totals, findings, and what stands beside them."""
