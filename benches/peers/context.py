"""Where is everything, and what runs? Paths, servers, and the load client."""

import json
import subprocess
import sys
import time

import asks
from processes import processor_s

CONNECTIONS = 16
BEGAN = time.monotonic()


def say(text):
    print(f"[{time.monotonic() - BEGAN:6.1f} s] {text}", file=sys.stderr, flush=True)


class Context:
    """Where everything is, and what was started."""

    def __init__(self, options):
        self.waystation, self.client, self.martin = options.waystation, options.client, options.martin
        self.work, self.data = options.work, options.data
        self.options = options
        self.started = []

    def log(self, name):
        return open(f"{self.work}/{name.split(',')[0].replace(' ', '-')}.log", "w")

    def start(self, kind, *arguments):
        say(f"starting {kind.__name__}")
        peer = kind(self, *arguments)
        peer.pin()
        return peer

    def stop(self):
        for peer in reversed(self.started):
            peer.stop()

    def load(self, peer, question, seconds, first=0, rate=None):
        """One run of the load client, and what the server used meanwhile."""
        command = ["taskset", "-c", "1", self.client, "load", peer.protocol, peer.address, peer.asks[question]]
        command += [f"{self.data}/{asks.FILES[question]}", "--connections", str(CONNECTIONS)]
        command += ["--seconds", str(seconds), "--first", str(first)] + (["--rate", str(rate)] if rate else [])
        client = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        # Connected and warm, it waits to be told to begin.
        ready = client.stdout.readline()
        before = processor_s(peer.roots())
        told, _ = client.communicate("\n" if ready else "")
        if client.returncode != 0:
            raise SystemExit(f"{peer.name}, {question}: the load client failed")
        result = json.loads(told)
        result["server_cpu_s"] = processor_s(peer.roots()) - before
        return result
