"""The engines that can carry out a run, by their names."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Literal

from cleaner.batch.engine import Engine, on_this_machine
from cleaner.user_error import UserError

EngineName = Literal["local", "ray", "datatrove"]


class MissingEngineError(UserError):
    """An engine that is not installed; the message gives the command that installs it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not installed: pip install 'boilerstrip[{name}]'")


def engine_named(name: EngineName) -> Engine:
    """The engine of a name, of which no other is imported; raises ``MissingEngineError``.

    >>> engine_named("local").__name__
    'on_this_machine'
    """
    if name != "local" and find_spec(name) is None:
        raise MissingEngineError(name)
    match name:
        case "local":
            return on_this_machine
        case "ray":
            from cleaner.adapters.run_on_ray import on_ray

            return on_ray
        case "datatrove":
            from cleaner.adapters.run_on_datatrove import on_datatrove

            return on_datatrove
