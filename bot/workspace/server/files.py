"""The content of files: the app uploads it, and downloads it again with its token."""

from aiohttp import web
from aiohttp.multipart import BodyPartReader

from bot.workspace.state.core import Core


async def upload(core: Core, request: web.Request) -> web.Response:
    file = core.store.files.get(request.match_info["file"])
    if file is None or file.uploaded:
        return web.Response(status=404)
    content = await _content(request)
    if len(content) != file.length:
        return web.Response(status=400, text="the length is not the one that was announced")
    file.content = content
    return web.Response(text=f"OK - {len(content)}")


async def download(core: Core, request: web.Request) -> web.Response:
    file = core.store.files.get(request.match_info["file"])
    may = "files:read" in core.scopes
    if file is None or file.deleted or not may or request.headers.get("Authorization") != f"Bearer {core.bot_token}":
        return web.Response(status=404)
    return web.Response(body=file.content, content_type="application/octet-stream")


async def _content(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.filename:
            return bytes(await part.read())
    return b""
