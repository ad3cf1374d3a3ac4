from events.management.demo.sign_ins import table
from events.management.demo.story import FULL, Scale, is_there, seed

__all__ = ["FULL", "Scale", "is_there", "seed", "table"]
