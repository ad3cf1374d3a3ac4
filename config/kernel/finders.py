from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

BUNDLES = {
    "css/main.css": ("css/layers.css", "css/*.css", "css/parts/*.css", "css/features/**/*.css"),
    "js/main.js": ("js/*.js",),
}


class JoinedFinder(BaseFinder):
    """Serves one stylesheet and one script, joined from their parts whenever a part has changed.

    Cascade layers decide which style wins, so beyond `layers.css` the order of parts is free.
    """

    def __init__(self, *_app_names: object) -> None:
        self.source = Path(settings.STATICFILES_DIRS[0])
        self.storage = FileSystemStorage(location=settings.JOINED_STATIC_ROOT)

    def find(self, path: str, find_all: bool = False, **_deprecated: Any) -> Any:
        """The path of a joined file, in a list where all are asked for; else an empty list."""
        if path not in BUNDLES:
            return []
        found = str(self._joined(path))
        return [found] if find_all else found

    def list(self, *_ignore_patterns: object) -> Iterator[Any]:
        """Each joined file with the storage that holds it, for `collectstatic`."""
        for path in BUNDLES:
            self._joined(path)
            yield path, self.storage

    def _joined(self, path: str) -> Path:
        target = Path(self.storage.path(path))
        text = "\n".join(part.read_text(encoding="utf-8") for part in self._parts(path))
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            _write(target, text)
        return target

    def _parts(self, path: str) -> tuple[Path, ...]:
        found = [part for pattern in BUNDLES[path] for part in sorted(self.source.glob(pattern))]
        return tuple(dict.fromkeys(found))


def _write(target: Path, text: str) -> None:
    """Replace the file in one step: another process may be reading it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(f".{uuid4().hex}.draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(target)
