"""The command line: thin shells over importable functions, one module a command or group; `commands` gathers them."""
