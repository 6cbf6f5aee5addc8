"""What the benchmarks share: throw-away databases, two servers, and taking turns."""
