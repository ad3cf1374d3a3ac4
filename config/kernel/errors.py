class Refusal(Exception):
    """An anticipated "no", phrased for the person who asked.

    `field` names the form field it belongs to, where there is one. Anything else that escapes a
    use case is a bug and becomes a 500.
    """

    def __init__(self, message: object = "", *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field

    @property
    def code(self) -> str:
        """The name that API answers carry: stable, in words of the domain."""
        return type(self).__name__
