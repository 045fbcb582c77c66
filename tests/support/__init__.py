"""What several suites share: a real server in a process of its own."""
