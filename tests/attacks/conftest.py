"""The ladder is a course: its suite is run by nngrade, never by pytest itself."""

collect_ignore_glob = ["ladder/*"]
