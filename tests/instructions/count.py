"""How many instructions does the program take to answer? Counted by callgrind, the same on a busy machine as on an idle one.

    count.py PROGRAM            compares with recorded.json and fails where a question takes over 5 % more
    count.py PROGRAM --record   writes recorded.json
    count.py PROGRAM [QUESTION] --keep DIR   leaves callgrind's files there

Beside the questions the server's own work for each request is counted by `/livez`.
"""

import argparse
import datetime
import http.client
import json
import math
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
RECORDED = HERE / "recorded.json"
MOST_WORSE = 1.05
STATIONS = 20_000
SHARES = {"seating": 0.5, "phone_charging": 0.5, "water": 0.1, "microwave": 0.1, "haircut": 0.01}


def station(number, made):
    around = made.randrange(40)
    # Most lie around forty towns, some between them.
    spread = 0.1 if number % 10 else 3.0
    lon, lat = 105 + around % 8 * 2 + made.gauss(0, spread), 25 + around // 8 * 3 + made.gauss(0, spread)
    # Half of all stations are open whenever it is, so that answers are as long at any hour.
    opens = made.randrange(24)
    closes = opens + 12
    properties = {
        "name": f"驿站 {number}",
        "kind": "union_station",
        "address": f"{number} Renmin Road",
        "opening_hours": f"Mo-Su {opens:02}:00-{closes:02}:00",
        "amenities": [word for word, share in SHARES.items() if made.random() < share],
    }
    geometry = {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}
    return {"type": "Feature", "id": f"s{number}", "geometry": geometry, "properties": properties}


def write_data(directory):
    made = random.Random(9)
    features = [station(number, made) for number in range(STATIONS)]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    (directory / "stations.geojson").write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n')
    (directory / "dataset.toml").write_text('timezone = "Asia/Shanghai"\n[[stations]]\npath = "stations.geojson"\n')
    return [feature["geometry"]["coordinates"] for feature in features]


def tile(zoom, lon, lat):
    lat = math.radians(lat)
    x, y = (lon + 180) / 360, (1 - math.asinh(math.tan(lat)) / math.pi) / 2
    return f"/v1/tiles/stations/{zoom}/{int(x * 2**zoom)}/{int(y * 2**zoom)}"


def questions(places):
    """Addresses of each kind, from places of stations."""
    made = random.Random(10)
    # Of one instant, since what is open is worked out anew each minute; and soon, whenever that is, since an opening that
    # has changed by then is told more slowly than one that lasts.
    soon = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M:00Z")

    def near(address, count):
        for _ in range(count):
            lon, lat = made.choice(places)
            lon, lat = lon + made.gauss(0, 0.01), lat + made.gauss(0, 0.01)
            box = {"east": f"{lon + 0.1:.6f}", "north": f"{lat + 0.1:.6f}"}
            yield address.format(lon=f"{lon:.6f}", lat=f"{lat:.6f}", soon=soon, **box)

    return {
        "livez": ["/livez"] * 400,
        "nearest": list(near("/v1/nearest?lon={lon}&lat={lat}&limit=5", 400)),
        "nearest_rare": list(near("/v1/nearest?lon={lon}&lat={lat}&limit=5&amenity=haircut", 400)),
        "nearest_open": list(near("/v1/nearest?lon={lon}&lat={lat}&limit=5&amenity=water&open={soon}", 400)),
        "box": list(near("/v1/collections/stations/items?bbox={lon},{lat},{east},{north}&limit=100", 100)),
        "tile": [tile(made.randrange(4, 14), *made.choice(places)) for _ in range(200)],
        "box_part": list(near("/v1/collections/stations/items?bbox={lon},{lat},{east},{north}&limit=100&properties=name,capacity", 100)),
    }


class Server:
    """The program under callgrind, on one thread of each kind."""

    def __init__(self, program, directory, out):
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}/callgrind.%p"]
        serve = [program, "serve", str(directory), "--listen", "127.0.0.1:0", "--no-last-good", "--no-watch"]
        environment = dict(os.environ, TOKIO_WORKER_THREADS="1", RAYON_NUM_THREADS="1")
        self.out, self.said = out, open(out / "said", "w+")
        command += serve + ["--look-every-s", "3600"]
        self.process = subprocess.Popen(command, env=environment, stdout=self.said, stderr=subprocess.STDOUT)
        try:
            self.connection = http.client.HTTPConnection(self.listening())
            while self.ask("/readyz") != 200:
                time.sleep(0.2)
            self.settle()
        except BaseException:
            self.stop()
            raise

    def listening(self):
        while self.process.poll() is None:
            said = pathlib.Path(self.said.name).read_text()
            if found := re.search(r"listening on http://([^/]+)/", said):
                return found.group(1)
            time.sleep(0.1)
        sys.exit(f"the program ended: {pathlib.Path(self.said.name).read_text()}")

    def settle(self):
        """Waits until what is built after the data is in use has been built."""
        worked, idle = self.worked(), 0
        while idle < 5:
            time.sleep(0.2)
            before, worked = worked, self.worked()
            idle = idle + 1 if worked == before else 0

    def worked(self):
        told = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(told[11]) + int(told[12])

    def ask(self, address):
        # As a program asks that takes what comes.
        self.connection.putrequest("GET", address, skip_accept_encoding=True)
        self.connection.endheaders()
        answer = self.connection.getresponse()
        answer.read()
        return answer.status

    def control(self, option):
        command = ["callgrind_control", option, str(self.process.pid)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def count(self, name, addresses):
        """Instructions for each of some requests, of which none is the first of its kind."""
        for address in addresses[:100]:
            assert self.ask(address) == 200, address
        self.control("--zero")
        for address in addresses:
            assert self.ask(address) == 200, address
        before = set(self.out.glob("callgrind.*"))
        self.control("--dump")
        while not (total := self.dumped(before)):
            time.sleep(0.05)
        (file,) = set(self.out.glob("callgrind.*")) - before
        file.rename(self.out / f"{name}.callgrind")
        return round(total / len(addresses))

    def dumped(self, before):
        """The instructions of the one file that is new, once it is whole."""
        for file in set(self.out.glob("callgrind.*")) - before:
            if found := re.search(r"^(?:summary|totals): (\d+)", file.read_text(), re.MULTILINE):
                return int(found.group(1))
        return None

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.said.close()


def main():
    told = argparse.ArgumentParser()
    told.add_argument("program")
    told.add_argument("--record", action="store_true")
    told.add_argument("only", nargs="*", metavar="QUESTION")
    told.add_argument("--keep", type=pathlib.Path, metavar="DIR")
    told = told.parse_args()
    work = pathlib.Path(tempfile.mkdtemp())
    out = (told.keep or work).resolve()
    out.mkdir(exist_ok=True)
    (work / "data").mkdir()
    try:
        asked = questions(write_data(work / "data"))
        server = Server(told.program, work / "data", out)
        try:
            wanted = {name: asked[name] for name in told.only or asked}
            counted = {name: server.count(name, addresses) for name, addresses in wanted.items()}
        finally:
            server.stop()
    finally:
        shutil.rmtree(work)
    if told.record:
        RECORDED.write_text(json.dumps(counted, indent=2) + "\n")
    recorded = json.loads(RECORDED.read_text()) if RECORDED.exists() else {}
    worse = []
    for name, count in counted.items():
        before = recorded.get(name)
        change = f"{count / before - 1:+.1%} from {before:,}" if before else "not recorded"
        print(f"{name:14} {count:>12,} instructions a request, {change}", flush=True)
        if before is None or count > before * MOST_WORSE:
            worse.append(name)
    if worse:
        cure = "if that is meant: tests/instructions/count.py PROGRAM --record"
        sys.exit(f"more than 5 % above what is recorded: {', '.join(worse)}; {cure}")


if __name__ == "__main__":
    main()
