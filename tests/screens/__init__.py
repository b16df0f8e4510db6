"""Pictures of every screen on the invented demonstration office: `make screens` writes them to docs/screens."""
