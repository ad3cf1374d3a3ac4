"""What wakes in this app when something happens elsewhere."""
