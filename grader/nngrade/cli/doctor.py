"""`nngrade doctor`."""

from __future__ import annotations

import typer

from nngrade.cli.frame import told


def doctor() -> None:
    """Try what nngrade needs, for real, and say what works here."""
    with told():
        from nngrade.doctor import examine

        findings = examine()
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        typer.echo(f"{finding.name:<{width}}  {finding.state:<4}  {finding.note}".rstrip())
