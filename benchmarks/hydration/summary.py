"""Prints a table of what measure.py noted: a line for each peer, medians over the rounds."""
import statistics
import sys
from pathlib import Path

folder, scenario, gigabytes, peers = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), sys.argv[4:]


def rounds(peer):
    file = folder / f"{scenario}-{peer}"
    return [tuple(map(float, line.split())) for line in file.read_text().splitlines()] if file.exists() else []


def middle(values):
    return statistics.median(values)


ours = rounds(peers[0])
print("| | GB/s | ours is faster by | CPU-s per GB | peak MiB |")
print("|---|---|---|---|---|")
for peer in peers:
    taken = rounds(peer)
    if not taken:
        print(f"| {peer} | not installed | | | |")
        continue
    ratios = [theirs[0] / mine[0] for theirs, mine in zip(taken, ours)]
    ratio = "1" if peer == peers[0] else f"{middle(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    print(
        f"| {peer} | {gigabytes / middle([t[0] for t in taken]):.2f} | {ratio}"
        f" | {middle([t[1] for t in taken]) / gigabytes:.2f} | {middle([t[2] for t in taken]):.0f} |"
    )
