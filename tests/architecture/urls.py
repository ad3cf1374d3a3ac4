"""Every address of ours, with what it takes."""

from django.urls import URLPattern, URLResolver, get_resolver

OTHERS = {"account", "mfa", "usersessions", "admin", "operator", "i18n", "allauth"}


def ours():
    """Yield (name with namespace, argument names) for each of our URL patterns, once."""
    return sorted(set(_walk(get_resolver().url_patterns, "", frozenset())))


def _walk(patterns, namespace, taken):
    for pattern in patterns:
        here = taken | set(pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            if pattern.namespace not in OTHERS and not _is_foreign(pattern):
                yield from _walk(pattern.url_patterns, inner, here)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}", tuple(sorted(here))


def _is_foreign(resolver):
    module = getattr(resolver.urlconf_name, "__name__", "")
    return module.split(".")[0] in {"allauth", "django", "unfold", "rest_framework"}
