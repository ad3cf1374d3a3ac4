"""Real worker processes for tests of faults, and what they need around them."""
