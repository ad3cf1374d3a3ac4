"""Use cases woken by a fact, one module an effect."""
