"""Courses for attacks: their suites are run by nngrade, never by pytest itself."""

collect_ignore_glob = ["*"]
