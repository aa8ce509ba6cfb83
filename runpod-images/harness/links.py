"""Calls to signed links: only where they point, tried again when that may help, and never quoted in a message."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests

from contract.problems import PROBLEMS

TRIES = 5
FIRST_PAUSE_S = 0.5
PAUSE_S_MAX = 30.0
#: Connecting, and waiting for the next bytes.
TIMEOUT_S = (10, 60)
PROBLEM_BYTES_MAX = 16_384
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})

Result = TypeVar("Result")


class CancelledError(Exception):
    """The job is to stop; nothing more may be sent."""


@dataclass
class LinkError(Exception):
    """A link that did not serve. ``status`` is None where nothing answered; ``code`` is a problem code if one came."""

    status: int | None
    code: str | None
    detail: str
    retry_after_s: float | None = None

    def __str__(self) -> str:
        return self.detail

    @property
    def may_pass(self) -> bool:
        """Whether the same call may serve in a while."""
        if self.code is not None:
            return PROBLEMS[self.code].retry != "never"
        return self.status is None or self.status in AGAIN


class TransferBrokenError(Exception):
    """What arrived is not whole; fetching it again may help."""


def refused_link(url: str, origins: Sequence[str]) -> str | None:
    """Why a link may not be called, or None. Links come in the job's input: a file: or a foreign host is no link."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "it is no URL"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "it is no http(s) URL"
    if parts.username or parts.password:
        return "it carries credentials"
    origin = f"{parts.scheme}://{parts.hostname}" + (f":{port}" if port else "")
    if origins and origin not in origins:
        return "its host is not one of ours"
    return None


class Links:
    """One job's links. ``cancel`` ends waits and, through ``check``, transfers under way. Safe to share by threads."""

    def __init__(self, origins: Sequence[str], cancel: threading.Event) -> None:
        self._origins, self._cancel = origins, cancel
        self._own = threading.local()

    def check(self) -> None:
        if self._cancel.is_set():
            raise CancelledError

    def call(self, method: str, url: str, use: Callable[[requests.Response], Result], **options: Any) -> Result:
        """``use(response)`` of a good answer. Several tries where that may help; options are those of ``requests``.

        ``data``, if given, is called for each try's body. Raises ``LinkError``; ``CancelledError`` when cancelled.
        """
        reason = refused_link(url, self._origins)
        if reason:
            raise LinkError(None, "link-invalid", f"a link was not followed: {reason}")
        for tries_left in reversed(range(TRIES)):
            self.check()
            try:
                return self._try(method, url, use, options)
            except LinkError as error:
                if not tries_left or not error.may_pass:
                    raise
                self._pause(TRIES - 1 - tries_left, error.retry_after_s)
        raise AssertionError("the last try returns or raises")

    def _try(
        self, method: str, url: str, use: Callable[[requests.Response], Result], options: dict[str, Any]
    ) -> Result:
        body = options.get("data")
        options = {**options, "data": body()} if callable(body) else options
        try:
            # A redirect would lead to a host that nobody signed.
            with self._session().request(
                method, url, allow_redirects=False, timeout=TIMEOUT_S, stream=True, **options
            ) as response:
                if response.status_code // 100 != 2:
                    raise _refusal(response)
                return use(response)
        except TransferBrokenError as error:
            raise LinkError(None, "photo-hash-mismatch", str(error)) from error
        except (requests.RequestException, OSError) as error:
            # The exception's text holds the signed link.
            raise LinkError(None, None, f"no answer ({type(error).__name__})") from None
        finally:
            if callable(body) and hasattr(options["data"], "close"):
                options["data"].close()

    def _pause(self, number: int, asked_s: float | None) -> None:
        pause_s = FIRST_PAUSE_S * 2**number * random.uniform(0.5, 1.5)
        if self._cancel.wait(min(PAUSE_S_MAX, max(pause_s, asked_s or 0))):
            raise CancelledError

    def _session(self) -> requests.Session:
        if not hasattr(self._own, "session"):
            self._own.session = requests.Session()
            # Neither proxies nor .netrc credentials of the machine concern these links.
            self._own.session.trust_env = False
        return self._own.session


def _refusal(response: requests.Response) -> LinkError:
    code, detail = None, f"answer {response.status_code}"
    try:
        body = json.loads(next(response.iter_content(PROBLEM_BYTES_MAX), b""))
        if body.get("code") in PROBLEMS:
            code = body["code"]
            detail += f": {body.get('detail') or PROBLEMS[code].title}"[:200]
    except (ValueError, AttributeError, requests.RequestException):
        pass
    after = response.headers.get("retry-after", "")
    return LinkError(response.status_code, code, detail, float(after) if after.isdigit() else None)
