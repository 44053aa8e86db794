"""What scanners at the dock send, each kind to its one service."""
