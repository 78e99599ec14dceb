"""What a report shows, whatever it is written as."""
