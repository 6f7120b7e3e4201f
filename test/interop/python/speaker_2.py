"""Version 2 of `mcp`: its client in each of its ways to settle on a revision."""

from contextlib import asynccontextmanager

import anyio
from agent import plain, serve
from mcp import Client, StdioServerParameters, stdio_client


class Speaker:
    def __init__(self, client):
        self.client = client

    def facts(self):
        info = self.client.server_info
        return {
            "revision": self.client.protocol_version,
            "serverInfo": info and plain(info),
            "capabilities": plain(self.client.server_capabilities),
            "instructions": self.client.instructions,
        }

    async def list_tools(self):
        return await self.client.list_tools()

    async def call(self, command, on_progress):
        return await self.client.call_tool(command["name"], command["arguments"], progress_callback=on_progress)

    async def cancel(self, _call, scope):
        """This version tells the server itself."""
        scope.cancel()


@asynccontextmanager
async def connect(server, errlog, mode):
    transport = stdio_client(StdioServerParameters(**server), errlog=errlog)
    async with Client(transport, mode=mode) as client:
        yield Speaker(client)


anyio.run(serve, connect)
