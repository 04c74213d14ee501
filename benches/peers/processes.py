"""What does a server use? Processor time and memory of its processes, from /proc."""

import os
import socket
import time

TICKS = os.sysconf("SC_CLK_TCK")


def tree(root):
    """A process and all its descendants that are there."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parent = stat(int(entry))[1]
            except OSError:
                continue
            children.setdefault(int(parent), []).append(int(entry))
    found = [root]
    for process in found:
        found += children.get(process, [])
    return found


def stat(process):
    """The fields of stat behind the name: state, parent, ..."""
    with open(f"/proc/{process}/stat") as file:
        return file.read().rpartition(")")[2].split()


def processor_s(roots):
    """Processor time of processes and their descendants, those included that ended and were waited for."""
    ticks = 0
    for root in roots:
        for process in tree(root):
            try:
                ticks += sum(int(field) for field in stat(process)[11:15])
            except OSError:
                continue
    return ticks / TICKS


def memory_bytes(roots, shared=False):
    """Proportional resident memory of processes and their descendants; memory that they share only if asked for."""
    kinds = ("Pss_Anon:", "Pss_File:") + (("Pss_Shmem:",) if shared else ())
    total = 0
    for root in roots:
        for process in tree(root):
            try:
                with open(f"/proc/{process}/smaps_rollup") as file:
                    total += sum(int(line.split()[1]) for line in file if line.startswith(kinds))
            except OSError:
                continue
    return total * 1024


def pin(roots, core):
    """All threads of processes and their descendants run on one core from now on."""
    for root in roots:
        for process in tree(root):
            for thread in os.listdir(f"/proc/{process}/task"):
                os.sched_setaffinity(int(thread), {core})


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(answers, process, patience_s=600):
    """Seconds until `answers` says so."""
    began = time.monotonic()
    while not answers():
        if process.poll() is not None:
            raise SystemExit(f"{process.args[0]} ended with {process.returncode}")
        if time.monotonic() - began > patience_s:
            raise SystemExit(f"{process.args[0]} does not answer")
        time.sleep(0.001)
    return time.monotonic() - began
