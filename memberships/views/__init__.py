"""Pages of people and communities."""
