"""There is no right answer to a probe: the suite looks only at what the submission reached."""
