"""Version 1 of `mcp`: the session as its documentation has hosts use it."""

from contextlib import asynccontextmanager

import anyio
from agent import plain, serve
from mcp import ClientSession, StdioServerParameters, stdio_client, types


class Speaker:
    def __init__(self, session, hello):
        self.session = session
        self.hello = hello
        self.requests = {}

    def facts(self):
        return {"revision": self.hello.protocolVersion, **plain(self.hello)}

    async def list_tools(self):
        return await self.session.list_tools()

    async def call(self, command, on_progress):
        # The id that the request is about to get: this client tells it nobody, but cancelling needs it.
        self.requests[command["id"]] = self.session._request_id
        return await self.session.call_tool(command["name"], command["arguments"], progress_callback=on_progress)

    async def cancel(self, call, scope):
        """This version tells the server nothing when a call is given up; a host that wants to does it like this."""
        params = types.CancelledNotificationParams(requestId=self.requests[call], reason="given up")
        await self.session.send_notification(
            types.ClientNotification(types.CancelledNotification(params=params))
        )
        scope.cancel()


@asynccontextmanager
async def connect(server, errlog, _mode):
    parameters = StdioServerParameters(**server)
    async with stdio_client(parameters, errlog=errlog) as streams, ClientSession(*streams) as session:
        yield Speaker(session, await session.initialize())


anyio.run(serve, connect)
