"""What can be wrong with an input of the CAD domain, told so that a person can act on it."""

from __future__ import annotations


class CadError(Exception):
    """``code``: short stable name (``cloud-unreadable``, ``cloud-too-thin``, ``no-solid``); ``detail``: what to do."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail

    def __reduce__(self) -> tuple:
        return CadError, (self.code, self.detail)
