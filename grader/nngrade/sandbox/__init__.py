"""The only code that meets untrusted code: the worker's side, the lock-down, and the grader's handles on both."""
