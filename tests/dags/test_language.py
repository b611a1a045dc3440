"""Pages begin in Chinese; nothing else is touched."""

import asyncio

from zhaoren_airflow.language import SCRIPT, ChineseFirst


def ask(path: str, kind: bytes, *parts: bytes, method: str = "GET") -> tuple[dict[bytes, bytes], bytes]:
    """Headers and body of the answer of an application that sends `parts`."""
    sent: list[dict] = []

    async def app(scope, receive, send) -> None:
        length = str(sum(map(len, parts))).encode()
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind), (b"content-length", length)]}
        )
        for number, part in enumerate(parts, 1):
            await send({"type": "http.response.body", "body": part, "more_body": number < len(parts)})

    async def send(message) -> None:
        sent.append(dict(message))

    asyncio.run(ChineseFirst(app)({"type": "http", "method": method, "path": path}, None, send))
    return dict(sent[0]["headers"]), b"".join(message["body"] for message in sent[1:])


def test_a_page_in_two_parts() -> None:
    headers, body = ask("/dags", b"text/html; charset=utf-8", b"<html><he", b"ad><script>app</script></head></html>")
    assert body == b"<html><head>" + SCRIPT + b"<script>app</script></head></html>"
    assert headers[b"content-length"] == str(len(body)).encode()


def test_all_else_passes_untouched() -> None:
    assert ask("/dags", b"application/json", b"<head>")[1] == b"<head>"
    assert ask("/api/v2/dags", b"text/html", b"<head>")[1] == b"<head>"
    assert ask("/auth/login", b"text/html", b"<head>", method="POST")[1] == b"<head>"


def test_a_page_without_head() -> None:
    assert ask("/dags", b"text/html", b"plain")[1] == b"plain"
