"""The borders a request may not cross: unprotected addresses without consent, and redirects."""

from urllib.parse import urljoin, urlsplit

from studio.domain.errors import Kind, Remedy, failing
from studio.domain.gateway import Gateway, is_loopback_host, needs_consent, origin_of
from studio.services.network_words import proxy_words


def refuse_plain(gateway: Gateway, url: str) -> None:
    """Raises `StudioError` for plain http to another machine without the user's consent for that origin."""
    parts = urlsplit(url)
    if parts.scheme == "https" or is_loopback_host(parts.hostname or ""):
        return
    if needs_consent(gateway) or origin_of(url) != origin_of(gateway.base_url):
        raise failing(
            Kind.ADDRESS,
            f"{parts.hostname} is not protected: with plain http the key and the text can be read on the way. "
            "Use https, or allow it for this address in Settings.",
            Remedy.ADDRESS,
            code="plain_http",
        )


def refuse_redirect(status: int, location: str, url: str) -> None:
    """Raises `StudioError` for a redirect, naming where it points, and for a proxy that wants a sign-in."""
    if status == 407:
        raise proxy_words("407")
    if not 300 <= status < 400:
        return
    raise failing(
        Kind.REDIRECT,
        f"{urlsplit(url).hostname} redirects to {_shown_target(url, location)}; nothing was sent there. "
        "Change the address in Settings if that is the right one.",
        Remedy.ADDRESS,
        status=status,
    )


def _shown_target(url: str, location: str) -> str:
    """The target without a user name, short."""
    try:
        target = urlsplit(urljoin(url, location))
        port = "" if target.port is None else f":{target.port}"
        return f"{target.scheme}://{target.hostname or ''}{port}{target.path}"[:200]
    except ValueError:
        return "an address that cannot be read"
