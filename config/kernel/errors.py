class Refusal(Exception):
    """An anticipated "no", phrased for the person who asked.

    `words` is what it says unless it is raised with a message. `field` names the form field it
    belongs to, where there is one. Anything else that escapes a use case is a bug and becomes a
    500.
    """

    words: object = ""
    field: str | None = None

    def __init__(self, message: object = None, *, field: str | None = None) -> None:
        super().__init__(self.words if message is None else message)
        self.field = field or self.field

    @property
    def code(self) -> str:
        """The name that API answers carry: stable, in words of the domain."""
        return type(self).__name__
