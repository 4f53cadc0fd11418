"""Ray Data: the step of Arrow in a pool of actors."""

from __future__ import annotations

from typing import Any

import ray.data
from ray.data import ActorPoolStrategy, DataContext, Dataset
from ray.data.checkpoint import CheckpointConfig

from cleaner.api import Cleaner
from cleaner.arrow import CleanBatch

_ROWS = 1000  # a batch: some megabytes, and far more work than handing it over


def clean_dataset(dataset: Dataset, *, most_workers: int | None = None, **options: Any) -> Dataset:  # noqa: ANN401 - those of CleanBatch
    """A dataset with its texts cleaned and the columns of ``cleaner.arrow.ADDED``; the options are those of a step.

    The rules are read here, and all actors clean with them; there are as many actors as there is work for, one a
    processor, at most ``most_workers``.
    """
    options["cleaner"] = ray.put(options.get("cleaner") or Cleaner())  # once a node, however many actors
    return dataset.map_batches(
        _Actor,
        fn_constructor_kwargs=options,
        batch_format="pyarrow",
        batch_size=_ROWS,
        zero_copy_batch=True,
        compute=ActorPoolStrategy(min_size=1, max_size=most_workers),
    )


def clean_parquet(source: str, target: str, *, id: str, checkpoint: str, **options: Any) -> None:  # noqa: A002, ANN401
    """Clean Parquet files into others; done again after it was stopped, it does only what is left.

    What is done is known by ``id``, a column that must be unique, and kept in the folder ``checkpoint``, which all
    machines see. It takes four processors: with fewer Ray waits for ever, as reading, looking for what is done,
    cleaning and writing each hold one.
    """
    context = DataContext.get_current()
    before = context.checkpoint_config
    context.checkpoint_config = CheckpointConfig(id, checkpoint, delete_checkpoint_on_success=False)
    try:
        clean_dataset(ray.data.read_parquet(source), id=id, **options).write_parquet(target)
    finally:
        context.checkpoint_config = before


class _Actor(CleanBatch):
    """A step that fetches its rules from the store of objects."""

    def __init__(self, *, cleaner: ray.ObjectRef, **options: Any) -> None:  # noqa: ANN401
        super().__init__(cleaner=ray.get(cleaner), **options)
