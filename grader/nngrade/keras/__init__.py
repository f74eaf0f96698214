"""Real Keras: recording its results for the suites, checking them against a live run, training beside a learner's network."""
