"""What the benchmarks and the chaos run share: servers, databases, phones, posts."""
