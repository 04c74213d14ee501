"""How does PostGIS hold the stations? A cluster of its own, COPY, and the best index for each question."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

BIN = "/usr/lib/postgresql/15/bin"
# One core asks and one answers, nothing is to survive, everything fits in memory.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "4GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "1GB",
    "effective_cache_size": "12GB",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "8GB",
    "autovacuum": "off",
}
TABLE = """CREATE TABLE stations (id int, name text, lon float8, lat float8, flags int, place geography(Point, 4326)
    GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography) STORED)"""
COPY = "COPY stations (id, name, lon, lat, flags) FROM STDIN (FORMAT csv, FREEZE)"
INDEX = "CREATE INDEX ON stations USING gist (place)"
# All that the stations' source says, with an index for each thing by which stations are chosen and found.
TOLD = """CREATE TABLE told (id text, lon float8, lat float8, said jsonb, place geography(Point, 4326)
    GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography) STORED)"""
COPY_TOLD = "COPY told (id, lon, lat, said) FROM STDIN (FREEZE)"
INDEX_TOLD = [
    "CREATE INDEX ON told USING gist (place)",
    "CREATE INDEX ON told USING gin ((said->'amenities'))",
    "ALTER TABLE told ADD PRIMARY KEY (id)",
]
# Of the rarer amenities each has an index of its own; the column for maps and tiles is in their projection.
FURTHER = [
    "ALTER TABLE stations ADD PRIMARY KEY (id)",
    "ALTER TABLE stations ADD shape geometry(Point, 4326) GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)) STORED,"
    " ADD mercator geometry(Point, 3857) GENERATED ALWAYS AS (ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4326), 3857)) STORED",
    *(f"CREATE INDEX ON stations USING gist (place) WHERE flags & {1 << bit} <> 0" for bit in range(12, 24)),
    "CREATE INDEX ON stations USING gist (shape)",
    "CREATE INDEX ON stations USING gist (mercator)",
    "VACUUM (FREEZE, ANALYZE) stations",
]


class Cluster:
    """A private PostgreSQL, started from nothing and removed at the end."""

    def __init__(self, port):
        self.port = port
        self.process = None
        self.directory = tempfile.mkdtemp(prefix="waystation-peers-postgres-")
        self.as_user = {}
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            user = pwd.getpwnam("postgres")
            os.chown(self.directory, user.pw_uid, user.pw_gid)
            self.as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def start(self):
        data = f"{self.directory}/data"
        initdb = [f"{BIN}/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=self.directory, **self.as_user)
        options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        command = [f"{BIN}/postgres", "-D", data, "-p", str(self.port), "-k", self.directory, *options]
        log = open(f"{self.directory}/log", "w")
        self.process = subprocess.Popen(command, stderr=log, cwd=self.directory, **self.as_user)
        while self.psql("SELECT 1", check=False).returncode != 0:
            time.sleep(0.05)

    def psql(self, *statements, check=True, stdin=None):
        """Each statement for itself, or all in one transaction where the data comes from `stdin`."""
        command = self.client() + [word for statement in statements for word in ("-c", statement)]
        command += ["-1"] if stdin else []
        return subprocess.run(command, check=check, stdin=stdin, capture_output=True, text=True)

    def script(self, text):
        """What psql prints when it reads this."""
        return subprocess.run(self.client(), check=True, input=text, stdout=subprocess.PIPE, text=True).stdout

    def client(self):
        return ["psql", "-XqAt", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-v", "ON_ERROR_STOP=1"]

    def load(self, directory):
        """Copies and indexes what is asked for; seconds of both."""
        self.psql("CREATE EXTENSION IF NOT EXISTS postgis", "CREATE EXTENSION IF NOT EXISTS pg_buffercache")
        began = time.monotonic()
        with open(f"{directory}/stations.csv") as csv:
            self.psql(TABLE, COPY, stdin=csv)
        copied = time.monotonic()
        self.psql(INDEX)
        return copied - began, time.monotonic() - copied

    def load_further(self):
        """Seconds to make what rarer questions need."""
        began = time.monotonic()
        self.psql(*FURTHER)
        return time.monotonic() - began

    def load_told(self, directory):
        """Seconds to copy and index all that waystation loads."""
        began = time.monotonic()
        with open(f"{directory}/told.tsv") as text:
            self.psql(TOLD, COPY_TOLD, stdin=text)
        self.psql(*INDEX_TOLD)
        return time.monotonic() - began

    def shared_bytes(self):
        """Shared buffers that hold anything."""
        return int(self.psql("SELECT count(relfilenode) * 8192 FROM pg_buffercache").stdout)

    def stop(self):
        if self.process:
            # A fast shutdown, as it calls that: nobody is waited for.
            self.process.send_signal(signal.SIGINT)
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)
