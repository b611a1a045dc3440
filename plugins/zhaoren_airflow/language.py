"""Chinese as the first language of Airflow's pages.

Belongs here: the one line a page needs. The pages follow what the browser stored, else the browser's own
language; nothing on the server sets it. So every page first stores Chinese, unless the user chose a language before.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

SCRIPT = b"<script>localStorage.getItem('i18nextLng')||localStorage.setItem('i18nextLng','zh-CN')</script>"
PLACE = b"<head>"


class ChineseFirst:
    """An ASGI middleware that puts SCRIPT at the head of every HTML page; all else passes untouched."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if (
            scope["type"] == "http"
            and scope["method"] == "GET"
            and not scope["path"].startswith(("/api/", "/ui/", "/execution/"))
        ):
            await self.app(scope, receive, Page(send).send)
        else:
            await self.app(scope, receive, send)


class Page:
    """One answer: holds an HTML page back until it is whole, so that its length can be told."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            self._start = message
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)
        else:
            await self._send(message)

    async def _finish(self, start: Message) -> None:
        body = self._body.replace(PLACE, PLACE + SCRIPT, 1)
        headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        await self._send({**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
        await self._send({"type": "http.response.body", "body": body})


def _is_html(start: Message) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in start["headers"])
