"""The command line: options, calls and exit codes, no logic."""
