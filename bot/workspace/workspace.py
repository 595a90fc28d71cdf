"""The workspace as a server on this machine: the Slack that the app talks to and the page that people look at."""

from aiohttp import web

from bot.workspace.page import page
from bot.workspace.person.client_api import Hands
from bot.workspace.server import api, files, responses
from bot.workspace.state.request_url import RequestUrl

HOST = "127.0.0.1"
LARGEST_BODY = 64 * 1024 * 1024


class Workspace(Hands):
    """The local Slack, with its server on this machine."""

    _runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1, on any free port if `port` is 0. Raises OSError if the port is taken."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.add_routes(self._routes())
        page.attach(app, self)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, HOST, port).start()
        except OSError:
            await self.stop()
            raise
        bound = self._runner.addresses[0][1]
        self.url, self.api_url = f"http://{HOST}:{bound}/", f"http://{HOST}:{bound}/api/"

    def deliver_to(self, url: str, signing_secret: str) -> None:
        """Send what people do to the app's request URL, signed, as Slack does where Socket Mode is off."""
        self.link.join(RequestUrl(url, signing_secret, self.link))

    async def stop(self) -> None:
        await self.link.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def _routes(self) -> list[web.RouteDef]:
        async def call(request: web.Request) -> web.StreamResponse:
            return await api.serve(self, request)

        async def respond(request: web.Request) -> web.StreamResponse:
            return await responses.serve(self, request)

        async def upload(request: web.Request) -> web.StreamResponse:
            return await files.upload(self, request)

        async def download(request: web.Request) -> web.StreamResponse:
            return await files.download(self, request)

        return [
            web.route("*", "/api/{method}", call),
            web.get("/link/", self.link.serve),
            web.post("/response/{key}", respond),
            web.post("/upload/{file}", upload),
            web.get("/files/{file}", download),
        ]
