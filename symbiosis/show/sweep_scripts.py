"""Job scripts for a computing centre: a sweep point by point, and the step that gathers what they leave.

Every task calls ``symbiosis sweep ... --only``; the last step is the same command without it, which takes up what is
there, solves what is missing, and writes the tables. So a task that is lost costs time, never a result.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from symbiosis.compare.stored import RESULT, write_text
from symbiosis.errors import UsageError

if TYPE_CHECKING:
    from symbiosis.compare.sweep import Design

#: Schedulers dislike thousands of tasks of a second each.
_MOST_TASKS = 100

_ARRAY = """#!/bin/bash
# {count} points in {tasks} tasks of up to {size}. Submit everything with: bash {submit}
#SBATCH --job-name=symbiosis-sweep
#SBATCH --array=0-{last}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=2G
#SBATCH --time=01:00:00
#SBATCH --output={log}
export OMP_NUM_THREADS=1
first=$((SLURM_ARRAY_TASK_ID * {size} + 1))
last=$((first + {size} - 1))
if [ "$last" -gt {count} ]; then last={count}; fi
{command} --only "$first-$last"
"""
_GATHER = """#!/bin/bash
# Gathers what the tasks have left, solves what is missing, writes sweep.csv and sweep.html.
#SBATCH --job-name=symbiosis-gather
#SBATCH --ntasks=1
#SBATCH --mem=2G
#SBATCH --time=01:00:00
#SBATCH --output={log}
{command}
"""
_SUBMIT = """#!/bin/bash
set -e
points=$(sbatch --parsable {array})
sbatch --dependency=afterany:"$points" {gather}
"""
_SNAKE = """# {count} points. Run with: snakemake -s {file} --cores 4
POINTS = {numbers}


rule all:
    input:
        {table},


rule point:
    output:
        {pattern},
    params:
        number=lambda wildcards: POINTS[wildcards.point],
    wildcard_constraints:
        point="[^/]+",
    resources:
        mem_mb=2000,
    shell:
        {solve}


rule gather:
    input:
        expand({pattern}, point=list(POINTS)),
    output:
        {table},
    shell:
        {gather}
"""


def write_script(kind: str, plan: Design, words: Sequence[str], folder: Path) -> tuple[Path, ...]:
    """Write the scripts of ``kind`` (slurm or snakemake) into ``folder`` and return their paths; run the first one.

    ``words`` is the command that solves the whole sweep.
    """
    texts = _slurm(plan, words, folder) if kind == "slurm" else {"Snakefile": _snake(plan, words, folder)}
    for name, text in texts.items():
        write_text(folder / name, text)
    return tuple(folder / name for name in texts)


def _slurm(plan: Design, words: Sequence[str], folder: Path) -> dict[str, str]:
    count, logs = len(plan.jobs), folder / "logs"
    logs.mkdir(exist_ok=True)
    size = -(-count // _MOST_TASKS)
    tasks = -(-count // size)
    array, gather, submit = (folder / name for name in ("points.slurm", "gather.slurm", "submit.sh"))
    command = shlex.join(words)
    return {
        submit.name: _SUBMIT.format(array=shlex.quote(str(array)), gather=shlex.quote(str(gather))),
        array.name: _ARRAY.format(
            count=count,
            tasks=tasks,
            size=size,
            last=tasks - 1,
            submit=submit,
            command=command,
            log=shlex.quote(f"{logs}/%A_%a.log"),
        ),
        gather.name: _GATHER.format(log=shlex.quote(f"{logs}/gather_%j.log"), command=command),
    }


def _snake(plan: Design, words: Sequence[str], folder: Path) -> str:
    if "{" in str(folder) or "}" in str(folder):
        raise UsageError(f"{folder}: a brace is a wildcard to Snakemake; choose a folder without one by --out")
    command = shlex.join(words).replace("{", "{{").replace("}", "}}")
    numbers = {job.name: number for number, job in enumerate(plan.jobs, start=1)}
    return _SNAKE.format(
        count=len(plan.jobs),
        file=shlex.quote(str(folder / "Snakefile")),
        numbers=json.dumps(numbers, ensure_ascii=False, indent=4),
        table=_text(str(folder / "sweep.csv")),
        pattern=_text(f"{folder}/{{point}}/{RESULT}"),
        solve=_text(f"{command} --only {{params.number}}"),
        gather=_text(command),
    )


def _text(text: str) -> str:
    """Return a text as Python writes it."""
    return json.dumps(text, ensure_ascii=False)
