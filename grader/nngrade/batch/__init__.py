"""A class at once: find submissions, judge them on any executor, keep results that survive a crash."""
