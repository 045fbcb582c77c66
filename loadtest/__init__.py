"""The crowd: bots that behave like people, what they feel, and how peers do on the same work."""
