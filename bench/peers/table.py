"""One table of the results, with how many times faster ours is."""

import csv
import sys

lines = [line for path in sys.argv[1:] for line in csv.reader(open(path, encoding="utf-8"))]
ours = {label: float(rate) for _, label, _, rate, *_ in lines[: len({r[1] for r in lines})]}
print("| system | queries | of | a second | ours is faster by | in the first five | at the threshold | alarms |")
print("|---|---|---|---|---|---|---|---|")
for system, label, count, rate, found, hit, alarms in lines:
    times = ours[label] / float(rate)
    negative = "strangers" in label
    found, hit = ("", "") if negative else (f"{100 * int(found) / int(count):.1f} %", f"{100 * int(hit) / int(count):.1f} %")
    alarm = f"{100 * int(alarms) / int(count):.2f} %" if negative else ""
    print(f"| {system} | {label} | {count} | {float(rate):,.1f} | {times:,.0f} | {found} | {hit} | {alarm} |")
