"""The server of Metaverse Seoul: one virtual city, shared by everyone who opens its link."""
