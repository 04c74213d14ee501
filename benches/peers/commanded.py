"""Who speaks RESP? Redis and Tile38, filled by commands from a file."""

import os
import subprocess
import time

import asks
from peers import Peer
from processes import wait_for

HERE = os.path.dirname(os.path.abspath(__file__))


class Resp(Peer):
    """A server that is filled by commands, from a file."""

    protocol = "resp"

    def fill(self, commands):
        wait_for(lambda: self.cli("PING") == "PONG", self.process)
        self.began = time.monotonic()
        with open(f"{self.context.data}/{commands}") as file:
            told = subprocess.run(self.command("--pipe"), stdin=file, capture_output=True, text=True, check=True).stdout
        assert "errors: 0" in told, told
        self.load = {"commands": time.monotonic() - self.began}

    def command(self, *words):
        return ["redis-cli", "-p", str(self.port), *words]

    def cli(self, *words):
        return subprocess.run(self.command(*words), capture_output=True, text=True).stdout.strip()


class Redis(Resp):
    name = "Redis"

    def start(self):
        settings = {"bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": self.context.work}
        options = [word for name, value in settings.items() for word in (f"--{name}", value)]
        self.spawn("redis-server", "--port", str(self.port), *options)
        self.fill("redis.resp")
        scripts = {name: self.cli("SCRIPT", "LOAD", open(f"{HERE}/{name}.lua").read()) for name in ("nearest", "box")}
        self.asks = {}
        for question, ask in asks.REDIS.items():
            for name, digest in scripts.items():
                ask = ask.replace(f"{{{name}}}", digest)
            self.asks[question] = ask


class Tile38(Resp):
    name = "Tile38"
    asks = asks.TILE38

    def start(self):
        self.directory = f"{self.context.work}/tile38"
        self.spawn(os.environ["TILE38"], "-h", "127.0.0.1", "-p", str(self.port), "-d", self.directory, "--appendonly", "no")
        self.fill("tile38.resp")
