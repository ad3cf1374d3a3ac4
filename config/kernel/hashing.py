from django.contrib.auth.hashers import Argon2PasswordHasher


class LeanArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB and three passes: OWASP's least memory, one pass more than it asks.

    Django's own 100 MiB would double a web worker's memory with each sign-in.
    """

    algorithm = "argon2"
    time_cost = 3
    memory_cost = 19_456
    parallelism = 1
