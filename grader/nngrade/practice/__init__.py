"""Self-paced practice: a workspace, its state, hints."""
