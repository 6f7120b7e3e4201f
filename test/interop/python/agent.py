"""A client of one version of `mcp` that does what the lines on its standard input tell it, one JSON object each.

It judges nothing: every line of its standard output is an answer, as the client saw it.
"""

import json
import os
import sys

import anyio
import jsonschema.validators

schemas_used = []


def watch_validation():
    """Notes each schema that the client validates an answer with, so that one can tell that it did."""
    original = jsonschema.validators.validator_for

    def noting(schema, *rest, **options):
        schemas_used.append(schema)
        return original(schema, *rest, **options)

    jsonschema.validators.validator_for = noting


def say(value):
    print(json.dumps(value), flush=True)


def plain(model):
    return model.model_dump(by_alias=True, mode="json", exclude_unset=True)


class Agent:
    def __init__(self, client):
        self.client = client
        self.calls = {}
        self.tools = []

    async def list(self, _command):
        self.tools = [plain(tool) for tool in (await self.client.list_tools()).tools]
        return self.tools

    async def validated(self, _command):
        return [tool["name"] for tool in self.tools if tool["outputSchema"] in schemas_used]

    async def call(self, command):
        progress = []

        async def on_progress(number, _total, message):
            progress.append([number, message])

        with anyio.CancelScope() as scope:
            self.calls[command["id"]] = scope
            result = await self.client.call(command, on_progress)
            return {**plain(result), "progress": progress}
        return "cancelled"

    async def cancel(self, command):
        await self.client.cancel(command["call"], self.calls[command["call"]])

    async def obey(self, command):
        try:
            say({"id": command["id"], "answer": await getattr(self, command["do"])(command)})
        except Exception as error:  # whatever the client makes of an answer is to be told
            known = getattr(error, "error", None)
            say({"id": command["id"], "error": plain(known) if known else {"message": repr(error)}})


async def serve(connect):
    watch_validation()
    server = json.loads(os.environ["INTEROP_SERVER"])
    # The calls live longer than the connection: a client that leaves does not give them up one by one first.
    async with anyio.create_task_group() as tasks:
        with open(os.environ["INTEROP_SERVER_LOG"], "w", encoding="utf-8") as errlog:
            async with connect(server, errlog, sys.argv[1]) as client:
                say({"id": 0, "answer": client.facts()})
                agent = Agent(client)
                async with anyio.wrap_file(sys.stdin) as lines:
                    async for line in lines:
                        tasks.start_soon(agent.obey, json.loads(line))
        tasks.cancel_scope.cancel()
