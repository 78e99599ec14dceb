"""Forms that people fill: workbooks and Word documents read back as projects."""
