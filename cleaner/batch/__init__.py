"""Whole files, folders and corpora."""
