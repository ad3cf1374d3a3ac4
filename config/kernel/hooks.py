"""Functions that a lower feature calls and a higher one implements, in the same transaction.

Facts tell the features above what happened, after the commit. Where the answer is needed at once,
the lower feature declares a `Hook` and the higher one fills it when the app starts.
"""

from collections.abc import Callable
from functools import update_wrapper
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Hook(Generic[P, R]):
    """A function that a higher feature implements; it decorates a bare declaration."""

    def __init__(self, question: Callable[P, R]) -> None:
        self._answer = self._question = question
        update_wrapper(self, question)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self._answer(*args, **kwargs)

    def fill(self, answer: Callable[P, R]) -> Callable[P, R]:
        """Decorate the implementation. Raises ValueError if there is one already."""
        if self._answer is not self._question:
            raise ValueError(f"{self._question.__name__} is filled already.")
        self._answer = answer
        return answer
