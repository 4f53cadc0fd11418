"""The other commands, as a person or a program calls them."""

import json
import shlex
import signal
import subprocess
import sys
import time

import pytest

from cleaner.cli import terminal
from cleaner.cli.main import main
from tests.conftest import ROOT
from tests.trees import CLEAN, DIRTY, FILES, PROSE, contents

PROGRAM = [sys.executable, "-m", "cleaner"]


def run(*arguments, stdin=b""):
    return subprocess.run([*PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, check=False)


class TestFilter:
    """`cleaner filter` reads standard input and writes standard output."""

    @pytest.mark.parametrize(
        ("form", "before", "after"),
        [
            ("text", DIRTY.encode(), CLEAN.encode()),
            ("text", b"", b""),
            ("text", b"\xff\xfe", b"\xff\xfe"),
            ("jsonl", FILES["rows.jsonl"].split(b"\n")[0] + b"\n", b'{"id": 1, "n": 1.10, "text": "Caf\\u00e9 \\ud83d\\ude00.\\n", "z": [1, {"a": null}]}\n'),
            ("jsonl", b"not json\n\n", b"not json\n\n"),
            ("jsonl", b'{"text": "a\\ud800b", "n": 123456789012345678901234567890, "x": NaN}\n', b'{"text": "a\\ud800b", "n": 123456789012345678901234567890, "x": NaN}\n'),
            ("jsonl", b'{"text": "Advert here", "text": "first wins nowhere"}', b'{"text": "Advert here", "text": "first wins nowhere"}'),
            ("jsonl", b'{"text": "x", "text": "Advert here"}', b'{"text": "x", "text": ""}'),
        ],
    )  # fmt: skip
    def test_becomes(self, small, form, before, after):
        done = run("filter", "--format", form, *small, stdin=before)
        assert (done.returncode, done.stdout) == (0, after)

    def test_names_what_it_could_not_clean(self, small):
        done = run("filter", "--format", "jsonl", *small, stdin=b'{"text": "ok"}\nnot json\n')
        assert b"standard input:2: skipped: not JSON" in done.stderr
        assert run("filter", "--format", "jsonl", "--quiet", *small, stdin=b"not json\n").stderr == b""

    def test_another_text_field(self, small):
        line = b'{"text": "Advert here", "body": "Advert here\\nThe ferry."}'
        done = run("filter", "--format", "jsonl", "--text-field", "body", *small, stdin=line)
        assert done.stdout == b'{"text": "Advert here", "body": "The ferry."}'

    def test_html(self, small):
        page = f"<html><body><article><p>{PROSE}</p><p>Advert here</p><p>{PROSE} Again.</p></article></body></html>"
        done = run("filter", "--format", "html", *small, stdin=page.encode())
        assert done.returncode == 0
        assert PROSE.encode() in done.stdout
        assert b"Advert" not in done.stdout

    def test_ends_quietly_when_its_reader_goes_away(self, tmp_path, small):
        source = tmp_path / "rows.jsonl"
        source.write_text(f"{json.dumps({'text': PROSE * 50})}\n" * 200)
        command = shlex.join([*PROGRAM, "filter", "--format", "jsonl", *small])
        script = f"set -o pipefail; {command} < {shlex.quote(str(source))} | head -c 10"
        done = subprocess.run(["bash", "-c", script], capture_output=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, b'{"text": "', b"")


class TestHooks:
    """`cleaner check` reports, `cleaner fix` cleans in place."""

    def test_check_reports_and_changes_nothing(self, tmp_path, small, capsys):
        path = tmp_path / "a.txt"
        path.write_text(DIRTY)
        assert main(["check", str(path), *small]) == 1
        assert capsys.readouterr().out.splitlines() == [
            f"{path}:1: small/advert-label: Advert here",
            f"{path}:5: small/read-also: Read also: Harbour reopens after the storm",
        ]
        assert path.read_text() == DIRTY

    def test_check_of_a_clean_file_says_nothing(self, tmp_path, small, capsys):
        path = tmp_path / "a.txt"
        path.write_text(CLEAN)
        assert main(["check", str(path), *small]) == 0
        assert capsys.readouterr() == ("", "")

    def test_check_as_json(self, tmp_path, small, capsys):
        path = tmp_path / "a.jsonl"
        path.write_text('{"text": "x"}\n{"text": "Advert here\\nThe ferry."}\n')
        assert main(["check", "--json", str(path), *small]) == 1
        found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [(f["line"], f["rule"], f["outcome"]) for f in found] == [(2, "small/advert-label", "found")]

    def test_fix_cleans_once_and_then_passes(self, tmp_path, small):
        path = tmp_path / "a.txt"
        path.write_bytes(DIRTY.replace("\n", "\r\n").encode())
        path.chmod(0o750)
        assert main(["fix", str(path), *small]) == 1
        assert path.read_bytes() == CLEAN.replace("\n", "\r\n").encode()
        assert path.stat().st_mode & 0o777 == 0o750
        assert main(["fix", str(path), *small]) == 0

    def test_fix_does_not_write_a_clean_file(self, tmp_path, small):
        path = tmp_path / "a.txt"
        path.write_text(CLEAN)
        before = path.stat()
        assert main(["fix", str(path), *small]) == 0
        assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    def test_fix_keeps_a_link_a_link(self, tmp_path, small):
        (tmp_path / "real.txt").write_text(DIRTY)
        (tmp_path / "link.txt").symlink_to("real.txt")
        assert main(["fix", str(tmp_path / "link.txt"), *small]) == 1
        assert (tmp_path / "link.txt").is_symlink()
        assert (tmp_path / "real.txt").read_text() == CLEAN

    @pytest.mark.parametrize("command", ["check", "fix"])
    def test_what_can_not_be_read_ends_with_2_and_the_others_are_done(self, tmp_path, small, command, capsys):
        path = tmp_path / "a.txt"
        path.write_text(DIRTY)
        assert main([command, str(tmp_path / "missing.txt"), str(path), *small]) == 2
        out, err = capsys.readouterr()
        assert "missing.txt: No such file or directory" in err
        assert "small/advert-label" in out

    @pytest.mark.parametrize("command", ["check", "fix"])
    def test_another_encoding_is_skipped_by_name(self, tmp_path, small, command, capsys):
        path = tmp_path / "latin.txt"
        path.write_bytes(FILES["latin-1.txt"])
        assert main([command, str(path), *small]) == 0
        assert "skipped: not utf-8 (byte 15)" in capsys.readouterr().err
        assert path.read_bytes() == FILES["latin-1.txt"]

    def test_a_page_is_refused(self, tmp_path, small, capsys):
        path = tmp_path / "a.html"
        path.write_text("<p>Advert here</p>")
        assert main(["fix", str(path), *small]) == 2
        assert "use `cleaner run`" in capsys.readouterr().err

    def test_a_name_can_not_steer_the_terminal(self, tmp_path, small, capsys):
        path = tmp_path / "a\x1b[2J\n.txt"
        path.write_text(DIRTY)
        assert main(["check", str(path), *small]) == 1
        out = capsys.readouterr().out
        assert "\x1b" not in out
        assert len(out.splitlines()) == 2


class TestExplain:
    """`cleaner explain` shows what goes, what nearly went, and why."""

    def test_shows_rules_and_reasons(self, tmp_path, small, capsys):
        path = tmp_path / "a.txt"
        path.write_text(f"Advert here\nOne word (sign up here).\n{PROSE}\n")
        assert main(["explain", str(path), *small]) == 0
        assert capsys.readouterr().out.splitlines() == [
            "1 - Advert here",
            "      small/advert-label (promo): certain",
            "2 ~ One word (sign up here).",
            "      small/sign-up (newsletter): certain",
            f"3   {PROSE}",
        ]

    def test_as_json(self, tmp_path, small, capsys):
        path = tmp_path / "a.txt"
        path.write_text(DIRTY)
        assert main(["explain", "--json", str(path), *small]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["state"] == "cleaned"
        assert [r["rule"] for r in found["removals"] if r["text"].strip()] == ["small/advert-label", "small/read-also"]

    def test_of_what_lacked_support(self, tmp_path, capsys):
        pack = tmp_path / "likely.yaml"
        pack.write_text(
            "pack: p\ndescription: d\nrules:\n"
            "  - {id: r, description: d, kind: phrase, category: promo, confidence: likely, phrases: [perhaps],\n"
            "     examples: {remove: [Perhaps], keep: [Perhaps it rained.]}}\n"
        )
        path = tmp_path / "a.txt"
        path.write_text("Perhaps\n")
        assert main(["explain", str(path), "--no-builtin", "--packs", str(pack)]) == 0
        assert capsys.readouterr().out.splitlines() == ["1 ? Perhaps", "      nearly: p/r: likely, without support"]

    def test_of_standard_input(self, small):
        done = run("explain", "-", *small, stdin=b"Advert here\n\x1b[2J\n")
        assert done.stdout == b"1 - Advert here\n      small/advert-label (promo): certain\n2   \\x1b[2J\n"

    def test_of_a_missing_file(self, tmp_path, small, capsys):
        assert main(["explain", str(tmp_path / "missing.txt"), *small]) == 2
        assert "missing.txt: No such file or directory" in capsys.readouterr().err


class TestRules:
    """`cleaner rules` lists, shows and tests them."""

    def test_list(self, small, capsys):
        assert main(["rules", "list", *small]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line.split()[:4] for line in lines] == [
            ["small/advert-label", "phrase", "promo", "certain"],
            ["small/read-also", "label", "related", "certain"],
            ["small/sign-up", "inline", "newsletter", "certain"],
            ["small/most-read", "section", "related", "certain"],
        ]

    @pytest.mark.parametrize(
        ("options", "count"),
        [
            (["--category", "related"], 2),
            (["--kind", "inline"], 1),
            (["--language", "de"], 4),
            (["--site", "example.com"], 0),
        ],
    )
    def test_list_of_some(self, small, options, count, capsys):
        main(["rules", "list", "--json", *options, *small])
        assert len([json.loads(line) for line in capsys.readouterr().out.splitlines()]) == count

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (["list", "--category", "promos"], "unknown category `promos`; did you mean `promo`?"),
            (["list", "--kind", "lines"], "unknown kind `lines`; did you mean `line`?"),
            (["show", "small/read-alos"], "no rule `small/read-alos`; did you mean `small/read-also`?"),
        ],
    )
    def test_a_name_that_is_not_known(self, small, options, message, capsys):
        assert main(["rules", *options, *small]) == 2
        assert message in capsys.readouterr().err

    def test_the_words_of_a_pack_cannot_steer_a_terminal(self, tmp_path, small, capsys):
        pack = tmp_path / "p.yaml"
        text = (ROOT / "fixtures/packs/valid/small.yaml").read_text().replace("pack: small", "pack: p")
        pack.write_text(text.replace("A link to another story.", '"A \\e[2Jlink\\u202e."'))
        assert main(["rules", "list", "--no-builtin", "--packs", str(pack)]) == 0
        assert main(["rules", "show", "read-also", "--no-builtin", "--packs", str(pack)]) == 0
        (tmp_path / "a.txt").write_text("It rained.\n")
        options = ["--no-builtin", "--packs", str(pack), "--rule", "read-also"]
        assert main(["explain", *options, str(tmp_path / "a.txt")]) == 0
        shown = capsys.readouterr().out
        assert "A \\x1b[2Jlink\\u202e." in shown
        assert not {"\x1b", "\u202e"} & set(shown)

    def test_show(self, small, capsys):
        assert main(["rules", "show", "read-also", *small]) == 0
        shown = capsys.readouterr().out
        for part in (
            "small/read-also",
            "small.yaml:13:5",
            "  kind: label",
            "    - 'Read also: Harbour",
        ):
            assert part in shown

    def test_show_of_no_rule(self, small, capsys):
        assert main(["rules", "show", "nothing", *small]) == 2
        assert "no rule `nothing`" in capsys.readouterr().err

    def test_test_names_the_example_and_the_rule_that_took_it(self, tmp_path, capsys):
        pack = tmp_path / "p.yaml"
        pack.write_text(
            "pack: p\ndescription: d\nrules:\n"
            "  - {id: r, description: d, kind: line, category: promo, confidence: certain, pattern: '^buy', max-words: 9,\n"
            "     examples: {remove: [Sell now], keep: [Buy bread.]}}\n"
        )
        assert main(["rules", "test", str(pack)]) == 1
        out = capsys.readouterr().out
        assert f"{pack}:5:26: the example stays, but `p/r` should remove it" in out
        assert f"{pack}:5:44: the near miss of `p/r` goes at the top, by `p/r` (certain)" in out


class TestBadPacks:
    """A pack with mistakes is named and left out; with `--strict` nothing is done."""

    @pytest.fixture
    def bad(self, tmp_path):
        pack = tmp_path / "bad.yaml"
        pack.write_text("pack: bad\ndescription: d\nruls: []\n")
        return ["--packs", str(pack)]

    def test_the_others_go_on(self, small, bad):
        done = run("filter", *small, *bad, stdin=b"Advert here\nThe ferry.\n")
        assert (done.returncode, done.stdout) == (0, b"The ferry.\n")
        assert b"bad.yaml:3:1: unknown key `ruls`" in done.stderr
        assert b"did you mean `rules`?" in done.stderr
        assert b"left out for its mistakes" in done.stderr

    def test_strict(self, tmp_path, small, bad):
        done = run("run", tmp_path, "-o", tmp_path.parent / "out", "--strict", *small, *bad)
        assert done.returncode == 2
        assert b"nothing was done" in done.stderr
        assert not (tmp_path.parent / "out").exists()

    def test_a_missing_pack(self, small, tmp_path):
        done = run("filter", *small, "--packs", tmp_path / "missing.yaml")
        assert b"missing.yaml:1:1: the pack can't be read: No such file or directory" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["unknown"], ["run"], ["filter", "--unknown"], ["check"]])
def test_wrong_usage_ends_with_2(arguments):
    done = run(*arguments)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["rules", "--help"], ["--version"]])
def test_help_ends_with_0(arguments):
    assert run(*arguments).returncode == 0


def test_an_interrupt_ends_a_run_with_130_and_nothing_torn(tmp_path, small):
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for number in range(3000):
        (source / f"{number:04}.txt").write_text(DIRTY * 5)
    process = subprocess.Popen([*PROGRAM, "run", source, "-o", out, *small], stderr=subprocess.PIPE)
    while not (out.is_dir() and len(list(out.iterdir())) > 20):
        assert process.poll() is None, "the run ended before it could be interrupted"
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    message = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert b"interrupted" in message
    assert all(path.read_text().count(PROSE) == 5 and path.suffix == ".txt" for path in out.iterdir())
    report = tmp_path / "out.report"
    assert json.loads((report / "summary.json").read_text())["ended"] == "interrupted"
    assert main(["restore", str(out), "-o", str(tmp_path / "back"), "-q"]) == 0
    assert all(path.read_text() == DIRTY * 5 for path in (tmp_path / "back").iterdir())


@pytest.mark.parametrize("moment", [0.0, 0.03, 0.1, 0.2, 0.4])
def test_after_a_kill_every_file_is_whole_and_what_was_done_can_be_undone(tmp_path, small, moment):
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for number in range(3000):
        (source / f"{number:04}.txt").write_text(DIRTY * 5)
    process = subprocess.Popen([*PROGRAM, "run", "-q", source, "-o", out, *small])
    while not (out.is_dir() and any(out.iterdir())):
        assert process.poll() is None, "the run ended before it could be killed"
        time.sleep(0.005)
    time.sleep(moment)
    process.kill()
    process.wait()
    done = [path for path in out.iterdir() if path.suffix == ".txt"]
    assert all(path.read_text().count(PROSE) == 5 and "Advert" not in path.read_text() for path in done)
    assert main(["run", "-q", str(source), "-o", str(out), *small]) == 0
    assert main(["restore", "-q", str(out), "-o", str(tmp_path / "back")]) == 0
    assert contents(tmp_path / "back") == contents(source)


class TestPatience:
    """Whoever waits at a terminal is told why; a pipe is told nothing."""

    @pytest.mark.parametrize(
        ("is_terminal", "patience", "told"), [(True, 0.01, True), (True, 60, False), (False, 0.01, False)]
    )
    def test_it_is_said_once_it_takes_long(self, monkeypatch, capsys, is_terminal, patience, told):
        monkeypatch.setattr(terminal, "_LONG_SECONDS", patience)
        monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
        with terminal.patience("this takes long"):
            time.sleep(0.2)
        assert ("this takes long" in capsys.readouterr().err) == told
