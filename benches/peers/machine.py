"""What was measured, and on what? The machine, the versions, and the program's size and start."""

import os
import statistics
import subprocess
import tempfile
import time
import urllib.request

from processes import free_port, wait_for

STARTS = 5


def line(*command):
    """The first line that a program prints, if it is there."""
    try:
        told = subprocess.run(command, capture_output=True, text=True).stdout
    except OSError:
        return None
    return told.splitlines()[0].strip() if told else None


def described(context):
    with open("/proc/cpuinfo") as file:
        names = [row.split(":", 1)[1].strip() for row in file if row.startswith("model name")]
    with open("/proc/meminfo") as file:
        memory = int(file.readline().split()[1])
    packages = line(f"{context.work}/venv/bin/python", "-c", "from importlib.metadata import version as v; "
                    "print(', '.join(f'{n} {v(n)}' for n in ('numpy', 'scipy', 'scikit-learn', 'sedonadb')))")
    modules = line("node", "-p", "['geokdbush', 'kdbush'].map(n => n + ' ' + JSON.parse(require('fs').readFileSync("
                   f"'{context.work}/node/node_modules/' + n + '/package.json')).version).join(', ')")
    installed = ("postgresql-15", "postgresql-15-postgis-3", "redis-server")
    debian = [line("dpkg-query", "-W", "-f", "${Package} ${Version}", name) for name in installed]
    versions = [line("rustc", "--version"), *debian, f"Node {line('node', '--version')}", modules, packages]
    versions.append(context.martin and line(context.martin, "--version"))
    return {
        "processors": f"{len(names)} of {names[0]}",
        "memory_gib": round(memory / (1 << 20)),
        "kernel": os.uname().release,
        "load_average": os.getloadavg()[0],
        "versions": [version for version in versions if version],
    }


def startup(context):
    """Seconds from the start of the program to its first answer on the data bundled with it, and its size in bytes."""
    took = []
    for _ in range(STARTS):
        address = f"127.0.0.1:{free_port()}"
        question = f"http://{address}/v1/nearest?lon=13.4&lat=52.5"
        began = time.monotonic()
        process = subprocess.Popen([context.waystation, "serve", "--listen", address], stdout=subprocess.DEVNULL,
                                   stderr=context.log("startup"))
        try:
            wait_for(lambda: answers(question), process)
            took.append(time.monotonic() - began)
        finally:
            process.terminate()
            process.wait()
    return {"first_answer_s": statistics.median(took), "slowest_s": max(took), "bytes": os.path.getsize(context.waystation)}


def cold_build_s(context):
    """Seconds that a release build takes in which nothing is built yet, all crates being downloaded."""
    with tempfile.TemporaryDirectory(dir=context.work, ignore_cleanup_errors=True) as directory:
        began = time.monotonic()
        subprocess.run(["cargo", "build", "--quiet", "--locked", "--release", "--bin", "waystation", "--target-dir", directory], check=True)
        return time.monotonic() - began


def answers(question):
    try:
        with urllib.request.urlopen(question, timeout=5):
            return True
    except OSError:
        return False
