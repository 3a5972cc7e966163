"""Runs what the other arguments name and appends to a file: wall seconds, CPU seconds, peak MiB, exit status."""
import os
import resource
import subprocess
import sys
import time

log, command = sys.argv[1], sys.argv[2:]
begun = time.monotonic()
status = subprocess.call(command, stdout=subprocess.DEVNULL, stderr=open(log + ".err", "w"))
wall = time.monotonic() - begun
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(log, "a") as out:
    out.write(f"{wall:.3f} {usage.ru_utime + usage.ru_stime:.3f} {usage.ru_maxrss / 1024:.0f} {status}\n")
sys.exit(status)
