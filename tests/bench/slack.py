"""A stub of Slack's Web API in a process of its own: it says yes to everything, after a while if so told."""

import asyncio
import sys

import orjson
from aiohttp import web

IDENTITY = {"team_id": "T1", "team": "School", "user_id": "UBOT", "user": "halfterm", "bot_id": "B1", "url": "x"}
YES = orjson.dumps({"ok": True, "view": {"id": "V1", "hash": "1.a"}, **IDENTITY})


def application(seconds: float) -> web.Application:
    """Any method, any arguments."""

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        if seconds:
            await asyncio.sleep(seconds)
        return web.Response(body=YES, content_type="application/json")

    app = web.Application()
    app.router.add_post("/api/{method}", answer)
    return app


if __name__ == "__main__":
    web.run_app(application(float(sys.argv[2])), host="127.0.0.1", port=int(sys.argv[1]), print=None)
