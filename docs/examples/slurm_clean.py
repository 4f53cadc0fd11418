"""Cleans a folder of JSONL on Slurm: `python slurm_clean.py IN OUT PARTITION`, from a login node.

Every file is a task of a job array. Started again, it does what is left: the tasks that failed, or ran out of time. The
folders must be seen by all nodes.
"""

import os
import sys
from pathlib import Path

from datatrove.executor import SlurmPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from cleaner.adapters.datatrove import RemoveBoilerplate

source, target, partition = sys.argv[1:]
SlurmPipelineExecutor(
    [
        JsonlReader(source),
        RemoveBoilerplate(records=JsonlWriter(f"{target}/records"), exclusion_writer=JsonlWriter(f"{target}/empty")),
        JsonlWriter(f"{target}/texts"),
    ],
    tasks=sum(1 for path in Path(source).rglob("*") if path.is_file()),
    workers=256,  # at the same time
    tasks_per_job=int(os.environ.get("TASKS_PER_JOB", "1")),  # small files: a start takes some seconds
    cpus_per_task=1,
    mem_per_cpu_gb=2,
    time="12:00:00",  # a file of 100 GB takes 9 hours at 3 MB/s
    partition=partition,
    qos="",
    job_name="boilerstrip",
    env_command=f'export PATH="{Path(sys.executable).parent}:$PATH"',  # the environment that this runs in
    logging_dir=f"{target}/logs",
).run()
