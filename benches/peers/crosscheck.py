"""Is the load client fair to PostGIS? PostgreSQL's own pgbench asks W1 too, on the same processors."""

import re
import subprocess

import asks

PLACES = "CREATE TABLE IF NOT EXISTS asked (number serial PRIMARY KEY, lon float8, lat float8)"
COPY = "COPY asked (lon, lat) FROM STDIN (DELIMITER ' ')"
SCRIPT = """\\set number random(1, {count})
SELECT found.* FROM asked, LATERAL ({nearest}) AS found WHERE number = :number;
"""


def pgbench(context, peer, connections):
    """Answers a second."""
    with open(f"{context.data}/places") as places:
        peer.cluster.psql(PLACES, COPY, stdin=places)
    count = int(peer.cluster.psql("SELECT count(*) FROM asked").stdout)
    script = f"{context.work}/pgbench.sql"
    nearest = asks.POSTGIS["W1"].replace("$1", "asked.lon").replace("$2", "asked.lat")
    with open(script, "w") as file:
        file.write(SCRIPT.format(count=count, nearest=nearest))
    command = ["taskset", "-c", "1", "pgbench", "-n", "-M", "prepared", "-c", str(connections), "-T"]
    command += [str(round(context.options.seconds * 3)), "-f", script, "-h", "127.0.0.1", "-p", str(peer.port), "-U", "postgres", "postgres"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(re.search(r"tps = ([\d.]+)", told).group(1))
