"""``python -m metaserver`` is ``metaserver``."""

from metaserver.cli import main

if __name__ == "__main__":
    main()
