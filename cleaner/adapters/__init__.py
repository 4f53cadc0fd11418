"""Bridges to engines that build corpora on many machines, one module each; each needs its engine, and no other does."""
