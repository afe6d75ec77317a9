"""Commands that look at the program itself: doctor, bench."""

from __future__ import annotations

import typer

from cockpit import bench as benches
from cockpit import doctor as examination
from cockpit.cli import common
from cockpit.cli.common import Common


def doctor(options: Common) -> None:
    findings = examination.examine(options.home, store_url=options.store, now=common.now())
    if options.json:
        common.out_json({"findings": [{"code": f.code, "level": f.level, "sentence": f.text.of(options.lang)} for f in findings]})
    else:
        for finding in findings:
            common.out(f"{examination.SHAPES[finding.level]} {finding.text.of(options.lang)}")
    if any(f.level == "bad" for f in findings):
        raise typer.Exit(common.FAILED)


def bench(options: Common, names: list[str]) -> None:
    for name in names:
        if name not in benches.BENCHES:
            common.unknown("自测" if options.lang == "zh" else "benchmark", name, benches.BENCHES, options.lang)
    results = [benches.BENCHES[name]() for name in names or list(benches.BENCHES)]
    if options.json:
        common.out_json({"benchmarks": [r.as_json() for r in results]})
        return
    for result in results:
        common.out(result.table())
