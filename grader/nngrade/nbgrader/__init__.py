"""Chapters as nbgrader assignments, graded by the same suites: no kernel runs, and nothing a student writes is trusted."""
