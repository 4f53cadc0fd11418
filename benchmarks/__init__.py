"""How fast the program is, beside what else there is: `python -m benchmarks --help`."""
