"""Parts of supervision that are made up for benchmarks and for the demonstration."""
