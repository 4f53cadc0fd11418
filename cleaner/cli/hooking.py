"""What `check` and `fix` do with files, folders, configurations and baselines, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.batch.hooks import Checked, Outcome, check_file
from cleaner.batch.treat import Cleans
from cleaner.batch.tree import chosen
from cleaner.cli import terminal
from cleaner.cli.setup import Setup, UsageError
from cleaner.formats.choose import Options
from cleaner.reports.counted import counted
from cleaner.reports.visible import visible

if TYPE_CHECKING:
    from cleaner.api import Cleaner
    from cleaner.batch.accept import Acceptance
    from cleaner.batch.baselines import Baselines

Hook = Callable[[Path, Cleans, Options, "Acceptance | None"], Checked]

_WHOLE_FOLDERS = (
    "`--update-baseline` looks at whole folders, so that what is gone from their texts goes from the baseline too; "
    "name folders instead of files, such as `.`"
)
_NO_BASELINE = "there is no baseline to update; name one with `--baseline`, or as `baseline` in the configuration"


def run_hook(
    hook: Hook, setup: Setup, paths: Iterable[Path], *, quiet: bool, as_json: bool, form: str | None = None
) -> int:
    """Apply a hook to files and tell what it found; gives the exit code."""
    outcomes: set[Outcome] = set()
    work = _Work(setup, paths, anew=False)
    found: list[Checked] = []
    for checked in work.done_by(hook):
        outcomes.add(checked.outcome)
        if form is None:
            _tell(checked, quiet=quiet, as_json=as_json)
        else:
            _tell_problems(checked)
            found.append(checked)
    if form is not None:
        from cleaner.cli.findings import show_findings  # hooks seldom ask for it

        show_findings(form, found, work.cleaners())
    if not quiet:
        for message in work.messages():
            terminal.tell(message)
    return _exit_code(outcomes)


def accept(setup: Setup, paths: Iterable[Path], *, quiet: bool) -> int:
    """Accept all that is found in folders, and write it to their baselines; gives the exit code."""
    paths = list(paths)
    if not all(path.is_dir() for path in paths):
        raise UsageError(_WHOLE_FOLDERS)
    outcomes: set[Outcome] = set()
    work = _Work(setup, paths, anew=True)
    if work.baselines is None:
        raise UsageError(_NO_BASELINE)
    for checked in work.done_by(check_file):
        outcomes |= {checked.outcome} & {"failed"}
        _tell_problems(checked)
    for message in work.baselines.update():
        if not quiet:
            terminal.tell(message)
    return _exit_code(outcomes)


class _Work:
    """The files that a hook is to look at, each with its tools.

    All is settled before the first file is touched, so that a mistake in a configuration changes no file.
    """

    def __init__(self, setup: Setup, paths: Iterable[Path], *, anew: bool) -> None:
        self.chosen = chosen(paths)
        self._jobs = [(path, setup.for_file(path)) for path in self.chosen.files]
        places = {tools.baseline for _, tools in self._jobs} | set(map(setup.baseline_of, self.chosen.folders))
        self.baselines = _baselines(places - {None}, self.chosen.folders, anew=anew)

    def done_by(self, hook: Hook) -> Iterator[Checked]:
        for path, (cleaner, reading, baseline) in self._jobs:
            acceptance = None if self.baselines is None else self.baselines.acceptance(path, baseline)
            checked = hook(path, cleaner, reading, acceptance)
            if acceptance is not None:
                acceptance.was_read = checked.outcome != "failed"
            yield checked

    def cleaners(self) -> set[Cleaner]:
        """All that the files are cleaned with."""
        return {tools.cleaner for _, tools in self._jobs}

    def messages(self) -> Iterator[str]:
        """What is to be told at the end, so that nobody takes silence for cleanness."""
        if self.chosen.left_alone:
            yield f"{counted(self.chosen.left_alone, 'file')} left alone, as .cleanerignore asks"
        if self.baselines is not None:
            yield from self.baselines.messages()


def _baselines(places: Collection[Path | None], folders: Sequence[Path], *, anew: bool) -> Baselines | None:
    if not places:
        return None
    from cleaner.batch.baselines import Baselines  # few repositories have one

    return Baselines(places, folders, anew=anew)


def _tell(checked: Checked, *, quiet: bool, as_json: bool) -> None:
    _tell_problems(checked)
    if as_json:
        _print_records(checked)
    elif not quiet:
        for finding in checked.findings:
            print(visible(str(finding)))
        if checked.outcome == "changed":
            terminal.tell(f"cleaned {checked.path}")


def _tell_problems(checked: Checked) -> None:
    for message in checked.messages:
        terminal.tell(visible(message))


def _print_records(checked: Checked) -> None:
    import json

    from cleaner.reports.records import removal_fields

    for finding in checked.findings:
        record = {"path": str(checked.path), "outcome": checked.outcome, **removal_fields(finding.removal)}
        print(json.dumps({**record, "line": finding.line}))


def _exit_code(outcomes: set[Outcome]) -> int:
    if "failed" in outcomes:
        return 2
    return 1 if outcomes & {"found", "changed"} else 0
