"""Who is measured? Each server, how it is started and filled, and what it is asked."""

import subprocess
import time
import urllib.request

import asks
import postgis
from processes import free_port, memory_bytes, pin, wait_for


class Peer:
    """A server that runs until it is stopped; `load` is how long it took to be ready, in words and seconds."""

    protocol = "http"
    asks = {}
    load = {}

    def __init__(self, context):
        self.context = context
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.began = time.monotonic()
        self.process = None
        # Whatever happens from here on, it will be stopped.
        context.started.append(self)
        self.start()

    def spawn(self, *command, **more):
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=self.context.log(self.name), **more)

    def answers(self, path):
        """Whether the server answers this with 200 or 204."""
        try:
            with urllib.request.urlopen(f"http://{self.address}{path}", timeout=60):
                return True
        except OSError:
            return False

    def until_it_answers(self, path):
        wait_for(lambda: self.answers(path), self.process)
        return time.monotonic() - self.began

    def roots(self):
        return [self.process.pid]

    def pin(self):
        pin(self.roots(), 0)

    def memory_bytes(self):
        return memory_bytes(self.roots(), shared=True)

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()


class Waystation(Peer):
    """The product with its defaults, on one processor: its threads are as many as it may use."""

    name = "waystation"
    asks = asks.WAYSTATION
    processors = "0"

    def start(self):
        command = [self.context.waystation, "serve", f"{self.context.data}/waystation", "--listen", self.address]
        self.spawn("taskset", "-c", self.processors, *command)
        self.ready_s = self.until_it_answers("/v1/nearest?lon=113.6&lat=34.7")


class WaystationOnBoth(Waystation):
    """The same on two processors."""

    processors = "0,1"


class InPart(Peer):
    """The same server, asked for some of what it tells."""

    def __init__(self, context, whole, name):
        self.context, self.address, self.process = context, whole.address, whole.process
        self.name, self.asks = name, asks.IN_PART[name]

    def stop(self):
        """Whoever started it stops it."""


class Bare(Peer):
    """An axum handler alone, with answers as long as those of waystation."""

    def __init__(self, context, question, length):
        self.name = f"bare handler, {length:,} bytes"
        self.length = length
        self.asks = {question: "/"}
        super().__init__(context)

    def start(self):
        self.spawn(self.context.client, "bare", str(self.port), str(self.length))
        self.until_it_answers("/")


class PostGis(Peer):
    name = "PostGIS"
    protocol = "postgres"
    asks = asks.POSTGIS
    cluster = None

    def start(self):
        self.cluster = postgis.Cluster(self.port)
        self.cluster.start()
        self.process = self.cluster.process
        self.cluster.load(self.context.data)
        self.load = {"further columns and indexes": self.cluster.load_further()}

    def memory_bytes(self):
        return memory_bytes(self.roots()) + self.cluster.shared_bytes()

    def stop(self):
        if self.cluster:
            self.cluster.stop()


class Martin(Peer):
    """Tiles of the same PostGIS; its own cache is off, as it would be measured in place of it."""

    name = "Martin on PostGIS"
    asks = asks.MARTIN

    def __init__(self, context, cluster):
        self.cluster = cluster
        super().__init__(context)

    def start(self):
        config = f"{self.context.work}/martin.yaml"
        with open(config, "w") as file:
            file.write(f"""listen_addresses: '{self.address}'
worker_processes: 1
cache: disable
postgres:
  connection_string: postgresql://postgres@127.0.0.1:{self.cluster.port}/postgres
  pool_size: 8
  auto_publish: false
  tables:
    stations:
      schema: public
      table: stations
      srid: 3857
      geometry_column: mercator
      geometry_type: POINT
      id_column: id
      extent: 4096
      buffer: 64
      clip_geom: true
      properties: {{name: text}}
""")
        self.spawn(self.context.martin, "--config", config)
        self.load = {"start": self.until_it_answers("/health")}

    def roots(self):
        return [self.process.pid, self.cluster.process.pid]

    def memory_bytes(self):
        return memory_bytes([self.process.pid], shared=True)


class Geokdbush(Peer):
    name = "geokdbush on Node"
    asks = asks.GEOKDBUSH

    def start(self):
        self.spawn("node", f"{self.context.work}/node/server.mjs", f"{self.context.data}/stations.bin", str(self.port))
        self.load = {"plain columns, 13 indexes": self.until_it_answers("/nearest?lon=113.6&lat=34.7&limit=5")}
