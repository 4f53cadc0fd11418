"""Cleans a folder of Parquet on a cluster of Ray: `ray job submit --working-dir . -- python ray_clean.py IN OUT`.

Started again, it does what is left. IN and OUT are of any file system that all machines reach, such as s3://; each row
has a unique `id`.
"""

import sys

import ray

from cleaner.adapters.ray import clean_parquet

source, target = sys.argv[1:]
ray.init(ignore_reinit_error=True)  # the cluster of RAY_ADDRESS, which a job has; else this machine
clean_parquet(source, f"{target}/texts", id="id", checkpoint=f"{target}/done")
