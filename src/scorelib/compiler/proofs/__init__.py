"""What is proved before any project is seen: ranges, divisors, bands."""
