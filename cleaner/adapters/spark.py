"""Spark: the step of Arrow over the partitions of a frame."""

from __future__ import annotations

from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from cleaner.arrow import ADDED, CleanBatch


def clean_frame(frame: DataFrame, **options: Any) -> DataFrame:  # noqa: ANN401 - those of CleanBatch
    """A frame with its texts cleaned and the columns of ``cleaner.arrow.ADDED``; the options are those of a step.

    The rules are read here, by the driver, and go to the executors with the step.
    """
    return frame.mapInArrow(CleanBatch(**options).batches, schema_of(frame))


def schema_of(frame: DataFrame) -> StructType:
    """The schema of what becomes of a frame."""
    return StructType([*frame.schema, *from_arrow_schema(ADDED)])
